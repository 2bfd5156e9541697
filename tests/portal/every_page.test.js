// Every page in every state, on a phone and at a desk: it keeps nobody out, whatever they see with, press or have set; and a picture of it is taken.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { beginAlbum, finishAlbum, takePicture } from './support/album.js';
import { Borough } from './support/borough.js';
import { SIZES, Visitor, startBrowser } from './support/browser.js';
import { whatAxeFinds } from './support/checks.js';
import { offered } from './support/events.js';
import { comesHome, comesToTheAudit, comesToTheirStory } from './support/pages.js';
import { Scene } from './support/scene.js';
import { whatForcedColoursHide, whatIsTooWideAt400Percent, whatMoves, whatTheKeyboardMisses } from './support/senses.js';
import { AT_THE_DOOR, FOR_AN_AUDITOR, FOR_A_RESIDENT, FOR_A_SUPPORTER, WITH_A_PROVIDER } from './support/states.js';

const world = {};

before(async () => {
  beginAlbum();
  world.browser = await startBrowser();
  world.borough = await Borough.start();
  world.somebody = await world.borough.longStory();
  world.stilled = await world.borough.stilledStory();
  const { agency, supporter } = world.borough;
  await agency.write([offered(world.somebody, 'a place at the choir')], `supporter/${supporter}`);
  const { details } = await agency.call('GetStory', { person: world.somebody }, `supporter/${supporter}`);
  world.name = details.known_as ?? details.given_name;
  world.scene = await Scene.start({ hasProvider: true });
});

after(async () => {
  finishAlbum();
  await world.browser?.close();
  await world.borough?.stop();
  await world.scene?.stop();
});

for (const size of Object.keys(SIZES)) {
  let number = 0;

  /** A visitor for these states, in turn. */
  function inTurn(who, states, comes) {
    describe(`${who}, ${size}`, () => {
      let visitor;
      before(async () => {
        visitor = await comes();
      });
      after(() => visitor?.leaves());
      for (const [title, reaches] of states) {
        const place = (number += 1);
        test(`${title} keeps nobody out`, async () => {
          const afterwards = await reaches(visitor, world);
          await takePicture(visitor, place, title);
          const wrong = size === 'phone' ? await whatAPhoneShows(visitor.page) : await whatADeskShows(visitor.page);
          await afterwards?.();
          assert.deepEqual(wrong, []);
        });
      }
    });
  }

  const visit = (portal, alsoAt) => Visitor.come(world.browser, portal, { size, alsoAt });

  inTurn('nobody is signed in', AT_THE_DOOR, () => visit(world.borough.portal));
  inTurn('a supporter', FOR_A_SUPPORTER, async () => {
    const visitor = await visit(world.borough.portal);
    await comesHome(visitor, await world.borough.agency.invites({ supporter: world.borough.supporter }));
    return visitor;
  });
  inTurn('a resident', FOR_A_RESIDENT, async () => {
    const visitor = await visit(world.borough.portal);
    await comesToTheirStory(visitor, await world.borough.agency.invites({ resident: world.somebody }));
    return visitor;
  });
  inTurn('an auditor', FOR_AN_AUDITOR, async () => {
    const visitor = await visit(world.borough.portal);
    await comesToTheAudit(visitor, await world.borough.invitesAuditor());
    return visitor;
  });
  inTurn('where there is a provider', WITH_A_PROVIDER, async () => {
    const { place } = world.scene;
    const visitor = await visit(place.portal, [place.provider.issuer]);
    await comesToTheirStory(visitor, await world.scene.link({ resident: await world.scene.house.hearsOf({ known_as: 'Sol' }) }));
    return visitor;
  });
}

/** In light and in the dark, and at four times the size. */
async function whatAPhoneShows(page) {
  const light = await whatAxeFinds(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = (await whatAxeFinds(page)).map((line) => `in the dark: ${line}`);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark, ...(await whatIsTooWideAt400Percent(page))];
}

/** Also in forced colours, without movement, and with the keyboard alone. */
async function whatADeskShows(page) {
  return [
    ...(await whatAxeFinds(page)),
    ...(await whatForcedColoursHide(page)),
    ...(await whatMoves(page)),
    ...(await whatIsTooWideAt400Percent(page)),
    ...(await whatTheKeyboardMisses(page)),
  ];
}
