// Journeys with the keyboard alone: no pointer is moved, and nothing is come to but by its keys.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { worldFor } from './support/modes.js';
import { arrives, entries, seesNot } from './support/pages.js';

/** More than any page here has to come to. */
const FAR = 200;

describe('with the keyboard alone', () => {
  const world = worldFor();

  async function comesIn(whom, heading) {
    const visitor = await world.comes();
    await visitor.goes(await world.scene.link(whom));
    await pressesBy(visitor, 'button', 'Come in');
    await arrives(visitor, heading);
    return visitor;
  }

  test('a supporter passes over the top of the page, and adds what happened', async () => {
    const visitor = await comesIn({ supporter: world.scene.amina }, 'Home');
    await visitor.goes(`/story/${world.rosa}`);
    await visitor.page.keyboard.press('Tab');
    await visitor.page.keyboard.press('Enter');
    await pressesBy(visitor, 'link', 'Add what happened');
    await arrives(visitor, 'Add what happened');
    await tabsTo(visitor, visitor.page.getByRole('radio', { name: 'We spent time together' }));
    await visitor.page.keyboard.press('Space');
    await tabsTo(visitor, visitor.page.getByRole('combobox', { name: /in touch/ }));
    await visitor.page.keyboard.type('By phone');
    await tabsTo(visitor, visitor.page.getByRole('textbox', { name: /^Words/ }));
    await visitor.page.keyboard.type('We planted beans.');
    await pressesBy(visitor, 'button', 'Add it');
    await arrives(visitor, 'Rosa');
    assert.equal(await entries(visitor, 'We planted beans.'), 1);
  });

  test('a resident answers an offer, and says something in their own words', async () => {
    const visitor = await comesIn({ resident: world.rosa }, 'My story');
    await pressesBy(visitor, 'button', 'Yes, please: a place at the choir');
    await arrives(visitor, 'My story');
    await seesNot(visitor, 'Offered to me');
    await tabsTo(visitor, visitor.page.getByRole('textbox', { name: 'In my words' }));
    await visitor.page.keyboard.type('I miss the sea.');
    await tabsTo(visitor, visitor.page.getByRole('radio', { name: /^Something to remember/ }));
    await visitor.page.keyboard.press('ArrowDown');
    await pressesBy(visitor, 'button', 'Add it to my story');
    await arrives(visitor, 'My story');
    assert.equal(await entries(visitor, 'I miss the sea.'), 1);
  });

  async function tabsTo({ page }, locator) {
    const hasTheFocus = () => locator.evaluate((part) => part === document.activeElement);
    for (let press = 0; press < FAR; press += 1) {
      await page.keyboard.press('Tab');
      if (await hasTheFocus()) return;
    }
    assert.fail(`the keyboard does not come to ${locator}`);
  }

  async function pressesBy(visitor, role, name) {
    await tabsTo(visitor, visitor.page.getByRole(role, { name, exact: true }));
    await Promise.all([visitor.page.waitForEvent('domcontentloaded'), visitor.page.keyboard.press('Enter')]);
  }
});
