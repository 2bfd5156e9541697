// A resident's journeys: they read their own story, answer, say something of their own, disagree, rest, see who looked, and take it all with them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { inEveryMode } from './support/modes.js';
import {
  answers, arrives, asksWhoLooked, beginsToDisagree, beginsToDraw, chooseThis, chooses, comesHome, comesToTheirStory, draws, entries, entry,
  goesToChoose, inMyWords, isAskedAgain, isBack, readsIn, rests, says, saysHowTheySeeIt, seeWhatTheySee, sees, seesNot, takeItWithMe,
} from './support/pages.js';

inEveryMode('a resident', (world) => {
  /** A new Rosa, with her own story before her. */
  async function rosaReads() {
    const visitor = await world.comes();
    await comesToTheirStory(visitor, await world.scene.link({ resident: world.rosa }));
    return visitor;
  }

  test('comes in by a link and reads their own story', async () => {
    const visitor = await rosaReads();
    await entry(visitor, 'keeps bees').waitFor();
  });

  for (const answer of ['Yes, please', 'No, thank you']) {
    test(`answers an offer: ${answer.toLowerCase()}`, async () => {
      const visitor = await rosaReads();
      await answers(visitor, 'a place at the choir', answer);
      await seesNot(visitor, 'Offered to me');
      await entry(visitor, 'a place at the choir').first().waitFor();
    });
  }

  test('answers an offer with not now, and later with yes', async () => {
    const visitor = await rosaReads();
    await answers(visitor, 'a place at the choir', 'Not now');
    await sees(visitor, 'Offered to me');
    await answers(visitor, 'a place at the choir', 'Yes, please');
    await seesNot(visitor, 'Offered to me');
  });

  for (const [kind, words] of [['Something to remember', 'I miss the sea.'], ['Something that matters to me', 'to see my grandson play'],
    ['Something I am good at, know or enjoy', 'mending nets']]) {
    test(`says in their own words: ${kind.toLowerCase()}`, async () => {
      const visitor = await rosaReads();
      await says(visitor, words, new RegExp(kind));
      await arrives(visitor, 'My story');
      assert.equal(await entries(visitor, words), 1);
    });
  }

  test('loses nothing of what they typed when it is too long', async () => {
    const visitor = await rosaReads();
    const long = 'to see my grandson play '.repeat(40).trim();
    await says(visitor, long, /matters to me/);
    await isAskedAgain(visitor, 'This is too long');
    assert.equal(await inMyWords(visitor).inputValue(), long);
  });

  test('puts their own view beside what was written', async () => {
    const visitor = await rosaReads();
    await beginsToDisagree(visitor, 'keeps bees');
    await saysHowTheySeeIt(visitor, ' ');
    await isAskedAgain(visitor, 'Say in a few words how you see it.');
    await saysHowTheySeeIt(visitor, 'They are wasps.');
    await arrives(visitor, 'My story');
    await sees(visitor, 'Somebody disagrees with this.');
    await entry(visitor, 'They are wasps.').first().waitFor();
  });

  test('rests, and is back', async () => {
    const visitor = await rosaReads();
    await rests(visitor);
    await sees(visitor, 'You are resting. The door is open.');
    await isBack(visitor);
    await seesNot(visitor, 'You are resting.');
  });

  test('sees who looked, by agency and not by name', async () => {
    const visitor = await rosaReads();
    await asksWhoLooked(visitor);
    await sees(visitor, 'Nobody has looked at your story yet.');
    const amina = await world.comes();
    await comesHome(amina, await world.scene.link({ supporter: world.scene.amina }));
    await amina.goes(`/story/${world.rosa}`);
    await visitor.page.reload();
    await sees(visitor, 'Harmony House');
    await seesNot(visitor, 'Amina');
  });

  test('chooses that nobody sees it, after a look at what each agency would see', async () => {
    const visitor = await rosaReads();
    await goesToChoose(visitor);
    await chooses(visitor, { level: 'The plain sentence' });
    await visitor.presses(seeWhatTheySee(visitor));
    await visitor.page.getByRole('status').getByText('Harmony House').first().waitFor();
    await chooses(visitor, { level: 'Just us' });
    await visitor.presses(chooseThis(visitor));
    await arrives(visitor, 'My story');
    await goesToChoose(visitor);
    await visitor.page.getByRole('listitem').filter({ hasText: 'My whole story' }).waitFor();
  });

  test('draws their life map, and skips what they like', async () => {
    const visitor = await rosaReads();
    await beginsToDraw(visitor);
    await draws(visitor, { 'I eat well': 'Going well', 'I sleep well': 'Hard', 'My bills are paid': 'Skip' });
    await arrives(visitor, 'My story');
    await entry(visitor, /map/).first().waitFor();
  });

  test('reads in Romanian, and in English again', async () => {
    const visitor = await rosaReads();
    await readsIn(visitor, 'Română', 'Povestea mea');
    assert.equal(await visitor.page.locator('html').getAttribute('lang'), 'ro');
    await readsIn(visitor, 'English', 'My story');
  });

  test('takes their story with them as one file', async () => {
    const visitor = await rosaReads();
    const [download] = await Promise.all([visitor.page.waitForEvent('download'), takeItWithMe(visitor).click()]);
    assert.equal(download.suggestedFilename(), 'my-story.zip');
    assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
  });
});
