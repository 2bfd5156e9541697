// A session that is stolen, fixed by somebody else, or has ended; and an invitation that is not what it was.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { worldFor } from './support/modes.js';
import {
  addIt, arrives, beginsToAdd, comeIn, comesHome, comesToTheirStory, fillsIn, isAskedAgain, isAtTheWelcome, isToldWhy, sees, seesNot, signsOut,
  wordsOfEntry,
} from './support/pages.js';

describe('a session', () => {
  const world = worldFor();
  const linkForAmina = () => world.scene.link({ supporter: world.scene.amina });
  const linkForRosa = () => world.scene.link({ resident: world.rosa });

  async function amina() {
    const visitor = await world.comes();
    await comesHome(visitor, await linkForAmina());
    return visitor;
  }

  /** A further browser that was given a cookie. */
  async function comesWith({ name, value }) {
    const visitor = await world.comes();
    // As if it had come over a connection that browsers trust: they take one of this name from no other.
    const url = visitor.portal.replace('http:', 'https:');
    await visitor.context.addCookies([{ name, value, url, secure: true, httpOnly: true, sameSite: 'Lax' }]);
    return visitor;
  }

  test('is kept from scripts and other sites, and goes when the browser is closed', async () => {
    const visitor = await amina();
    const { httpOnly, secure, sameSite, path, expires } = await visitor.session();
    assert.deepEqual({ httpOnly, secure, sameSite, path, expires }, { httpOnly: true, secure: true, sameSite: 'Lax', path: '/', expires: -1 });
    assert.equal(await visitor.page.evaluate(() => document.cookie), '');
  });

  test('that was stolen ends for the thief when its owner signs out', async () => {
    const visitor = await amina();
    const thief = await comesWith(await visitor.session());
    await thief.goes('/');
    await arrives(thief, 'Home');
    await signsOut(visitor);
    await thief.goes('/');
    await isAtTheWelcome(thief);
    await thief.goes(`/story/${world.rosa}`);
    await isAtTheWelcome(thief);
  });

  test('that was stolen ends for the thief when its owner comes in anew from the same browser', async () => {
    const visitor = await amina();
    const thief = await comesWith(await visitor.session());
    await comesHome(visitor, await linkForAmina());
    await thief.goes('/');
    await isAtTheWelcome(thief);
  });

  test('that somebody else has fixed beforehand is not the one that counts', async () => {
    const trap = { name: '__Host-session', value: 'a'.repeat(43) };
    const visitor = await comesWith(trap);
    await comesHome(visitor, await linkForAmina());
    assert.notEqual((await visitor.session()).value, trap.value);
    const trapper = await comesWith(trap);
    await trapper.goes('/');
    await isAtTheWelcome(trapper);
  });

  test('of one person is never that of the next on the same machine', async () => {
    const visitor = await amina();
    const before = await visitor.session();
    await comesToTheirStory(visitor, await linkForRosa());
    assert.notEqual((await visitor.session()).value, before.value);
    await visitor.goes(`/story/${world.rosa}`);
    await arrives(visitor, 'My story');
    const another = await comesWith(before);
    await another.goes('/');
    await isAtTheWelcome(another);
  });

  test('that has ended in another tab loses nothing that was typed', async () => {
    const visitor = await amina();
    await visitor.goes(`/story/${world.rosa}`);
    await beginsToAdd(visitor);
    await fillsIn(visitor, { kind: 'We spent time together', words: 'We planted beans.' });
    const tab = await visitor.anotherTab();
    await tab.goes('/');
    await signsOut(tab);
    await visitor.presses(addIt(visitor));
    await isAskedAgain(visitor, /no longer signed in/);
    assert.equal(await wordsOfEntry(visitor).inputValue(), 'We planted beans.');
    await comesHome(tab, await linkForAmina());
    await visitor.presses(addIt(visitor));
    await arrives(visitor, 'Rosa');
    await sees(visitor, 'We planted beans.');
  });

  test('that has ended leaves nothing to see by going back', async () => {
    const visitor = await amina();
    await visitor.goes(`/story/${world.rosa}`);
    await sees(visitor, 'keeps bees');
    await visitor.goes('/');
    await signsOut(visitor);
    await visitor.page.goBack();
    await visitor.page.goBack();
    await isAtTheWelcome(visitor);
    await seesNot(visitor, 'keeps bees');
  });
});

describe('an invitation', () => {
  const world = worldFor();

  test('lets one person in, once', async () => {
    const link = await world.scene.link({ resident: world.rosa });
    await comesToTheirStory(await world.comes(), link);
    const second = await world.comes();
    await second.goes(link);
    await second.presses(comeIn(second));
    await isToldWhy(second, /This link does not count/);
  });

  test('is not used up by whoever only looks at its page', async () => {
    const link = await world.scene.link({ resident: world.rosa });
    const preview = await world.comes();
    await preview.goes(link);
    await arrives(preview, 'Your invitation');
    await comesToTheirStory(await world.comes(), link);
  });

  test('whose button is pressed twice leaves nobody outside', async () => {
    const visitor = await world.comes();
    await visitor.goes(await world.scene.link({ resident: world.rosa }));
    await visitor.presses(comeIn(visitor), { times: 2 });
    await arrives(visitor, 'My story');
  });
});
