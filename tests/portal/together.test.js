// What happens to a page that is open while somebody else writes, decides or leaves.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { keptFrom, left } from './support/events.js';
import { worldFor } from './support/modes.js';
import {
  addIt, adds, answers, arrives, beginsToAdd, beginsToTakeBack, becauseOfAMistake, comesHome, comesToTheirStory, entries, entry, fillsIn,
  isAskedAgain, isToldWhy, sees, seesNot, takeItBack, triedNoAnswer, wordsOfEntry,
} from './support/pages.js';

describe('two at once', () => {
  const world = worldFor();

  /** A supporter, signed in, with the story of a new Rosa before them. */
  async function reads(supporter) {
    const visitor = await world.comes();
    await comesHome(visitor, await world.scene.link({ supporter }));
    await visitor.goes(`/story/${world.rosa}`);
    await arrives(visitor, 'Rosa');
    return visitor;
  }

  test('two supporters add to one story, and both find both', async () => {
    const [amina, ben] = [await reads(world.scene.amina), await reads(world.scene.ben)];
    await Promise.all([amina, ben].map((visitor) => beginsToAdd(visitor)));
    await fillsIn(amina, { kind: 'We spent time together', words: 'We planted beans.' });
    await fillsIn(ben, { kind: 'We spent time together', words: 'We pruned the plum.' });
    await Promise.all([amina, ben].map((visitor) => visitor.presses(addIt(visitor))));
    for (const visitor of [amina, ben]) {
      await visitor.goes(`/story/${world.rosa}`);
      await arrives(visitor, 'Rosa');
      assert.equal(await entries(visitor, 'We planted beans.'), 1);
      assert.equal(await entries(visitor, 'We pruned the plum.'), 1);
    }
  });

  test('an entry that both take back is taken back once, and the second is told so', async () => {
    const [amina, ben] = [await reads(world.scene.amina), await reads(world.scene.ben)];
    for (const visitor of [amina, ben]) {
      await beginsToTakeBack(visitor, 'keeps bees');
      await becauseOfAMistake(visitor).check();
    }
    await amina.presses(takeItBack(amina));
    await arrives(amina, 'Rosa');
    await ben.presses(takeItBack(ben));
    await isAskedAgain(ben, /taken back already/);
  });

  test('a page that was read before is up to date once it is read again', async () => {
    const [amina, ben] = [await reads(world.scene.amina), await reads(world.scene.ben)];
    await adds(ben, 'Rosa', { kind: 'We spent time together', words: 'We pruned the plum.' });
    await seesNot(amina, 'We pruned the plum.');
    await amina.page.reload();
    await sees(amina, 'We pruned the plum.');
  });

  test('an offer that is answered in two tabs keeps the first answer', async () => {
    const first = await world.comes();
    await comesToTheirStory(first, await world.scene.link({ resident: world.rosa }));
    const second = await first.anotherTab();
    await second.goes('/');
    await answers(first, 'a place at the choir', 'No, thank you');
    await second.presses(second.page.getByRole('button', { name: /^Yes, please/ }));
    await isToldWhy(second, /changed meanwhile/);
  });

  test('a resident who shuts a supporter out is heeded while the page is open', async () => {
    const amina = await reads(world.scene.amina);
    await world.scene.house.write([keptFrom(world.rosa, [world.scene.amina])], `resident/${world.rosa}`);
    await amina.presses(triedNoAnswer(amina));
    await isToldWhy(amina, /not for you/);
    await amina.goes('/');
    await arrives(amina, 'Home');
    await amina.goes(`/story/${world.rosa}`);
    await isToldWhy(amina, /not for you/);
    const ben = await reads(world.scene.ben);
    await sees(ben, 'keeps bees');
  });

  test('a supporter who no longer works there is out with their next press', async () => {
    const carla = await world.scene.house.isJoinedBy('Carla');
    const visitor = await world.comes();
    await comesHome(visitor, await world.scene.link({ supporter: carla }));
    await world.scene.house.write([left(carla)]);
    await visitor.page.reload();
    await isToldWhy(visitor, /no longer take part/);
    assert.equal(await visitor.session(), undefined);
  });
});
