// Lighthouse's own judgement, as of a phone of the middle sort on a slow line. It wants a machine that does nothing else meanwhile.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Borough } from './support/borough.js';
import { Visitor, startBrowser } from './support/browser.js';
import { loadLighthouse } from './support/packages.js';
import { comesHome, comesToTheirStory } from './support/pages.js';
import { Port } from './support/processes.js';

const LEAST = 98;
/** Left out: the pages tell of people, and ask search engines not to list them, which this audit counts against them. */
const LEFT_OUT = ['is-crawlable'];

describe('Lighthouse', () => {
  const world = {};

  before(async () => {
    world.lighthouse = await loadLighthouse();
    world.port = await Port.claim();
    world.browser = await startBrowser({ args: [`--remote-debugging-port=${world.port.number}`] });
    world.borough = await Borough.start();
    world.somebody = await world.borough.longStory();
  });

  after(async () => {
    await world.browser?.close();
    await world.borough?.stop();
    world.port?.release();
  });

  /** The cookie of somebody who has come in, who is gone again. */
  async function sessionOf(comes, whom) {
    const visitor = await Visitor.come(world.browser, world.borough.portal);
    await comes(visitor, await world.borough.agency.invites(whom));
    const { name, value } = await visitor.session();
    await visitor.leaves();
    return `${name}=${value}`;
  }

  const ofASupporter = () => sessionOf(comesHome, { supporter: world.borough.supporter });
  const ofAResident = () => sessionOf(comesToTheirStory, { resident: world.somebody });

  async function assertGood(t, path, cookie, heading) {
    const options = { port: world.port.number, logLevel: 'error', extraHeaders: { Cookie: cookie }, disableStorageReset: true, skipAudits: LEFT_OUT };
    const { lhr, artifacts } = await world.lighthouse(`${world.borough.portal}${path}`, options);
    assert.equal(lhr.runtimeError, undefined);
    assert.match(artifacts.MainDocumentContent, heading, 'it is signed in, and looks at the right page');
    const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
    t.diagnostic(scores.map(([id, score]) => `${id} ${score}`).join(', '));
    const low = scores.filter(([, score]) => score < LEAST).map(([id, score]) => `${id} ${score}: ${lost(lhr, id).join('; ')}`);
    assert.deepEqual(low, []);
  }

  test('finds a supporter’s home good', async (t) => {
    await assertGood(t, '/', await ofASupporter(), /<h1[^>]*>Home</);
  });

  test('finds a story good', async (t) => {
    await assertGood(t, `/story/${world.somebody}`, await ofASupporter(), /Add what happened/);
  });

  test('finds a resident’s own story good', async (t) => {
    await assertGood(t, '/', await ofAResident(), /<h1[^>]*>My story</);
  });
});

/** What cost a category its points. */
function lost({ categories, audits }, category) {
  const { auditRefs } = categories[category];
  const isLost = ({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1;
  return auditRefs.filter(isLost).map(({ id }) => `${id} (${audits[id].title})`);
}
