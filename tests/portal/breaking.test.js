// A server that goes away and a network that is slow or broken, in the middle of adding something: nothing is lost, and nothing is written twice.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { worldFor } from './support/modes.js';
import {
  addIt, addToMyStory, arrives, beginsToAdd, comesHome, comesToTheirStory, entries, fillsIn, inMyWords, isAskedAgain, triedNoAnswer, wordsOfEntry,
} from './support/pages.js';
import { until } from './support/processes.js';

const BEANS = { kind: 'We spent time together', words: 'We planted beans.' };
/** As on a bus, with one bar. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 30_000, uploadThroughput: 15_000 };

for (const store of ['sqlite', 'postgres']) {
  describe(`something is added while things break, on ${store}`, () => {
    const world = worldFor({ store });

    async function aminaReads() {
      const visitor = await world.comes();
      await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
      await visitor.goes(`/story/${world.rosa}`);
      await arrives(visitor, 'Rosa');
      return visitor;
    }

    /** Amina, who has filled in what happened and not sent it yet. */
    async function aminaHasFilledIn() {
      const visitor = await aminaReads();
      await beginsToAdd(visitor);
      await fillsIn(visitor, BEANS);
      return visitor;
    }

    /** Is told that they are signed out, signs in again in another tab, and sends the form from where it stands. */
    async function comesInAgainAndSends(visitor) {
      await isAskedAgain(visitor, /no longer signed in/);
      assert.equal(await wordsOfEntry(visitor).inputValue(), BEANS.words);
      const tab = await visitor.anotherTab();
      await comesHome(tab, await world.scene.link({ supporter: world.scene.amina }));
      await visitor.presses(addIt(visitor));
      await arrives(visitor, 'Rosa');
    }

    async function assertWrittenOnce(visitor, text = BEANS.words) {
      await visitor.goes(`/story/${world.rosa}`);
      await arrives(visitor, 'Rosa');
      assert.equal(await entries(visitor, text), 1);
    }

    for (const suddenly of [false, true]) {
      test(`a server that ${suddenly ? 'dies' : 'is restarted'} before a form is sent loses nothing that was typed`, async () => {
        const visitor = await aminaHasFilledIn();
        await world.scene.place.restart({ suddenly });
        await visitor.presses(addIt(visitor));
        await comesInAgainAndSends(visitor);
        await assertWrittenOnce(visitor);
      });
    }

    test('a server that dies before it has read the form that it was sent loses nothing', async () => {
      const visitor = await aminaHasFilledIn();
      const { server } = world.scene.place;
      server.pause();
      await isNotAnswered(visitor, addIt(visitor), () => server.kill());
      await world.scene.place.begin();
      await visitor.page.reload();
      await comesInAgainAndSends(visitor);
      await assertWrittenOnce(visitor);
    });

    test('a server that dies once it has written, and before it says so, does not write it again', async () => {
      const visitor = await aminaHasFilledIn();
      await losesTheAnswer(visitor, () => world.scene.place.server.kill());
      await isNotAnswered(visitor, addIt(visitor));
      await world.scene.place.begin();
      await visitor.page.reload();
      await comesInAgainAndSends(visitor);
      await assertWrittenOnce(visitor);
    });

    test('a form that never left is sent by trying again', async () => {
      const visitor = await aminaHasFilledIn();
      await visitor.context.setOffline(true);
      await isNotAnswered(visitor, addIt(visitor));
      await visitor.context.setOffline(false);
      await visitor.page.reload();
      await arrives(visitor, 'Rosa');
      await assertWrittenOnce(visitor);
    });

    test('a form whose answer was lost is written once, however often it is sent again', async () => {
      const visitor = await aminaHasFilledIn();
      for (let time = 0; time < 2; time += 1) {
        await losesTheAnswer(visitor);
        await isNotAnswered(visitor, time === 0 ? addIt(visitor) : undefined);
      }
      await visitor.page.reload();
      await arrives(visitor, 'Rosa');
      await assertWrittenOnce(visitor);
    });

    test('one press whose answer was lost is written once, too', async () => {
      const visitor = await aminaReads();
      await losesTheAnswer(visitor);
      await isNotAnswered(visitor, triedNoAnswer(visitor));
      await visitor.page.reload();
      await arrives(visitor, 'Rosa');
      await assertWrittenOnce(visitor, 'got no reply');
    });

    test('a button that is pressed twice on a slow network writes once', async () => {
      const visitor = await aminaHasFilledIn();
      const chromium = await visitor.chromium();
      await chromium.send('Network.emulateNetworkConditions', SLOW);
      await visitor.presses(addIt(visitor), { times: 2 });
      await arrives(visitor, 'Rosa');
      await assertWrittenOnce(visitor);
    });

    test('reading again what was just added does not add it again', async () => {
      const visitor = await aminaHasFilledIn();
      await visitor.presses(addIt(visitor));
      await visitor.page.reload();
      await visitor.page.goBack();
      await visitor.page.goForward();
      await arrives(visitor, 'Rosa');
      await assertWrittenOnce(visitor);
    });

    test('a resident’s own words are kept by a restart, and written once', async () => {
      const visitor = await world.comes();
      await comesToTheirStory(visitor, await world.scene.link({ resident: world.rosa }));
      await inMyWords(visitor).fill('I miss the sea.');
      await world.scene.place.restart();
      await visitor.presses(addToMyStory(visitor));
      await isAskedAgain(visitor, /no longer signed in/);
      const tab = await visitor.anotherTab();
      await comesToTheirStory(tab, await world.scene.link({ resident: world.rosa }));
      await losesTheAnswer(visitor);
      await isNotAnswered(visitor, addToMyStory(visitor));
      await visitor.page.reload();
      await arrives(visitor, 'My story');
      assert.equal(await entries(visitor, 'I miss the sea.'), 1);
    });
  });
}

/** The next form that is sent reaches the server, and the browser never hears what became of it. */
async function losesTheAnswer(visitor, andThen = () => undefined) {
  const isForm = (url) => /\/(add|words)$/.test(url.pathname);
  await visitor.page.route(isForm, async (route) => {
    await route.fetch({ maxRedirects: 0 });
    await andThen();
    await route.abort('connectionreset');
  }, { times: 1 });
}

/** Presses a button, or tries again, and ends on the browser's own page about a broken connection. */
async function isNotAnswered(visitor, button, onceSent = () => undefined) {
  const sent = visitor.page.waitForRequest((request) => request.method() === 'POST').then(onceSent);
  const send = button ? button.click({ noWaitAfter: true }) : visitor.page.reload().catch(() => undefined);
  await Promise.all([sent, send]);
  const isToldByTheBrowser = () => visitor.page.evaluate(() => location.protocol === 'chrome-error:').catch(() => false);
  await until('the browser says that nothing answered', isToldByTheBrowser);
}
