// A supporter's journeys: they come in, read, add, take back, look for somebody, and go.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asked, noted } from './support/events.js';
import { inEveryMode } from './support/modes.js';
import {
  addIt, adds, arrives, becauseOfAMistake, beginsToAdd, beginsToEndAlongside, beginsToTakeBack, comesAlongside, comesHome, entries, entry, fillsIn,
  filters, finds, goesFurtherBack, isAskedAgain, isAtTheWelcome, isToldWhy, leaveQuickly, looksHowItWillRead, news, opensStory, saysWhyItEnds,
  searches, seeToIt, sees, seesNot, showsAll, signsOut, signsOutEverywhere, takeItBack, triedNoAnswer, wordsOfEntry,
} from './support/pages.js';

const WEATHER = 'https://www.bbc.co.uk/';

inEveryMode('a supporter', (world, { script }) => {
  /** Amina, signed in, with the story of a new Rosa before her. */
  async function aminaReads() {
    const visitor = await world.comes();
    await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
    await visitor.goes(`/story/${world.rosa}`);
    await arrives(visitor, 'Rosa');
    return visitor;
  }

  test('comes in by a link and is three presses from having read a story', async () => {
    const visitor = await world.comes();
    await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
    await opensStory(visitor, 'Rosa');
    await sees(visitor, 'keeps bees');
    await sees(visitor, 'There may be more that is private.');
  });

  test('adds what happened, and it stands in the story', async () => {
    const visitor = await aminaReads();
    await adds(visitor, 'Rosa', { kind: 'We spent time together', manner: 'Face to face', words: 'We planted beans.' });
    assert.equal(await entries(visitor, 'We planted beans.'), 1);
    assert.match(visitor.page.url(), /#entry-\d+$/);
  });

  test('sees how it will read before anything is written', async () => {
    const visitor = await aminaReads();
    const before = await world.scene.entriesOf(world.rosa);
    await beginsToAdd(visitor);
    await fillsIn(visitor, { kind: 'Something that matters to them', what: 'to see the sea', words: 'She said it twice.', theirs: true });
    const preview = await looksHowItWillRead(visitor);
    await preview.getByText('to see the sea').waitFor();
    assert.equal((await world.scene.entriesOf(world.rosa)).length, before.length);
    assert.equal(await wordsOfEntry(visitor).inputValue(), 'She said it twice.');
    await visitor.presses(addIt(visitor));
    await arrives(visitor, 'Rosa');
    assert.equal(await entries(visitor, 'She said it twice.'), 1);
  });

  test('loses nothing of what was typed when something is missing', async () => {
    const visitor = await aminaReads();
    await beginsToAdd(visitor);
    await fillsIn(visitor, { kind: 'They asked for help', words: 'The boiler is out.', justUs: true });
    await visitor.presses(addIt(visitor));
    await isAskedAgain(visitor, 'Say in a few words what it is about.');
    assert.equal(await wordsOfEntry(visitor).inputValue(), 'The boiler is out.');
    assert.ok(await visitor.page.getByRole('radio', { name: 'They asked for help' }).isChecked());
  });

  test('notes with one press that nobody answered', async () => {
    const visitor = await aminaReads();
    await visitor.presses(triedNoAnswer(visitor));
    await arrives(visitor, 'Rosa');
    assert.equal(await entries(visitor, 'got no reply'), 1);
  });

  test('takes back a mistake, and the story says so', async () => {
    const visitor = await aminaReads();
    await beginsToTakeBack(visitor, 'keeps bees');
    await visitor.presses(takeItBack(visitor));
    await isAskedAgain(visitor, 'Choose why you take it back.');
    await becauseOfAMistake(visitor).check();
    await visitor.presses(takeItBack(visitor));
    await arrives(visitor, 'Rosa');
    await entry(visitor, 'This was taken back.').first().waitFor();
  });

  test('finds somebody by name, and nobody by another', async () => {
    const visitor = await world.comes();
    await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
    await finds(visitor, 'Zebedee');
    await sees(visitor, 'Nobody by that name');
    await searches(visitor, 'Delgado');
    await visitor.presses(visitor.page.getByRole('link', { name: 'Rosa', exact: true }).first());
    await arrives(visitor, 'Rosa');
  });

  test('reads a long story page by page, and only a kind of it', async () => {
    await world.scene.house.write(Array.from({ length: 60 }, (_, day) => noted(world.rosa, `pot ${day + 1}`, dayAfterJune(day))));
    const visitor = await aminaReads();
    await entry(visitor, /pot 60\b/).waitFor();
    await seesNot(visitor, /pot 1\b/);
    await goesFurtherBack(visitor, 'Rosa');
    await entry(visitor, /pot 1\b/).waitFor();
    await seesNot(visitor, /pot 60\b/);
    await filters(visitor, 'Rosa', { kind: 'Offers' });
    await sees(visitor, 'a place at the choir');
    await seesNot(visitor, /pot \d/);
    await showsAll(visitor, 'Rosa');
    await entry(visitor, /pot 60\b/).waitFor();
  });

  test('is told of what is new, and the page stays where it is until they want it', { skip: !script && 'news comes to scripts' }, async () => {
    const visitor = await aminaReads();
    await world.scene.house.write([noted(world.rosa, 'keeps hens')], `supporter/${world.scene.ben}`);
    await news(visitor).waitFor();
    await seesNot(visitor, 'keeps hens');
    await visitor.presses(news(visitor));
    await sees(visitor, 'keeps hens');
  });

  test('sees to what somebody asked for', async () => {
    await world.scene.house.write([asked(world.rosa, 'somebody to mend the tap')]);
    const visitor = await aminaReads();
    await visitor.presses(seeToIt(visitor, 'somebody to mend the tap'));
    await arrives(visitor, 'Rosa');
    assert.equal(await seeToIt(visitor, 'somebody to mend the tap').count(), 0);
    await visitor.goes('/');
    await sees(visitor, 'somebody to mend the tap');
  });

  test('comes alongside with a yes, and says when they no longer can', async () => {
    const sol = await world.scene.house.hearsOf({ known_as: 'Sol' });
    const visitor = await world.comes();
    await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
    await visitor.goes(`/story/${sol}`);
    await arrives(visitor, 'Sol');
    await comesAlongside(visitor, 'Sol');
    await entry(visitor, /^You since/).waitFor();
    await beginsToEndAlongside(visitor);
    await saysWhyItEnds(visitor, 'The money for it has ended');
    await arrives(visitor, 'Sol');
    await sees(visitor, 'Find somebody they say yes to');
  });

  test('goes back and forth, and finds each page as it was', async () => {
    const visitor = await aminaReads();
    await beginsToAdd(visitor);
    await visitor.page.goBack();
    await arrives(visitor, 'Rosa');
    await visitor.page.goForward();
    await arrives(visitor, 'Add what happened');
    await visitor.page.reload();
    await arrives(visitor, 'Add what happened');
  });

  test('signs out, and another look wants another link', async () => {
    const visitor = await aminaReads();
    await visitor.goes('/');
    await signsOut(visitor);
    await visitor.goes(`/story/${world.rosa}`);
    await isAtTheWelcome(visitor);
  });

  test('signs out everywhere, also where they are not', async () => {
    const [here, there] = [await aminaReads(), await aminaReads()];
    await here.goes('/');
    await signsOutEverywhere(here);
    await there.goes('/');
    await isToldWhy(there, /no longer/);
  });

  test('leaves quickly to a page that anybody may look at, and is signed out', async () => {
    const visitor = await world.comes({ alsoAt: [WEATHER] });
    await visitor.context.route(`${WEATHER}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Weather</h1>' }));
    await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
    await visitor.presses(leaveQuickly(visitor));
    await visitor.page.getByRole('heading', { name: 'Weather' }).waitFor();
    await visitor.goes('/');
    await isAtTheWelcome(visitor);
  });
});

/** So many days after June 2025 has ended. */
function dayAfterJune(days) {
  return new Date(Date.UTC(2025, 6, 1 + days)).toISOString().slice(0, 10);
}
