// The ways in which every journey is made: on a phone and at a desk, with scripts and without, on both stores.
import { after, afterEach, before, beforeEach, describe } from 'node:test';

import { Visitor, startBrowser } from './browser.js';
import { Scene } from './scene.js';

const MODES = [
  { store: 'sqlite', size: 'phone', script: true },
  { store: 'sqlite', size: 'phone', script: false },
  { store: 'sqlite', size: 'desktop', script: true },
  { store: 'sqlite', size: 'desktop', script: false },
  { store: 'postgres', size: 'desktop', script: true },
];

/** Has tests made in every way. They are given a world, of which `scene` is the place and `comes` brings a visitor; and whether scripts run. */
export function inEveryMode(who, define) {
  for (const { store, size, script } of MODES) {
    describe(`${who}, ${size}, ${script ? 'with' : 'without'} scripts, on ${store}`, () => {
      define(worldFor({ store }, { size, script }), { script });
    });
  }
}

/** A scene, a browser and whoever comes with it, for the tests that are defined beside it. Visitors leave after each test. */
export function worldFor(place = {}, visitors = {}) {
  const world = { visitors: [] };
  before(async () => {
    world.scene = await Scene.start(place);
    world.browser = await startBrowser();
  });
  beforeEach(async () => {
    // A test that failed may have left it down.
    if (world.scene.place.server.hasEnded) await world.scene.place.begin();
    world.rosa = await world.scene.newResident();
  });
  afterEach(async () => {
    const leaving = world.visitors.splice(0);
    for (const visitor of leaving) await visitor.leaves();
  });
  after(async () => {
    await world.browser?.close();
    await world.scene?.stop();
  });
  world.comes = async (options = {}) => {
    const visitor = await Visitor.come(world.browser, world.scene.place.portal, { ...visitors, ...options });
    world.visitors.push(visitor);
    return visitor;
  };
  return world;
}
