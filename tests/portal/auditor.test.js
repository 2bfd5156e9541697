// An auditor's journeys: they see how far the log is signed, a story as it was known on a day, what changed since, and who looked; and no way to write.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inEveryMode } from './support/modes.js';
import {
  arrives, asksWhoLooked, asksWhoLookedAt, comesToTheAudit, comesToTheirStory, comparesSince, readsAsKnown, sees, seesNot, slidesBack,
} from './support/pages.js';

inEveryMode('an auditor', (world) => {
  async function auditorComes() {
    const visitor = await world.comes();
    await comesToTheAudit(visitor, await world.scene.place.invitesAuditor());
    return visitor;
  }

  test('reads when and by whom, and words only with a reason, which the person is told', async () => {
    const visitor = await auditorComes();
    await readsAsKnown(visitor, world.rosa);
    await sees(visitor, 'Give a reason to read more');
    await seesNot(visitor, 'keeps bees');
    await readsAsKnown(visitor, world.rosa, { why: 'a yearly review' });
    await sees(visitor, 'keeps bees');
    await asksWhoLookedAt(visitor, world.rosa);
    await sees(visitor, 'a yearly review');
    const rosa = await world.comes();
    await comesToTheirStory(rosa, await world.scene.link({ resident: world.rosa }));
    await asksWhoLooked(rosa);
    await sees(rosa, 'a yearly review');
  });

  test('slides back to a day on which nothing was known yet', async () => {
    const visitor = await auditorComes();
    await readsAsKnown(visitor, world.rosa, { why: 'a yearly review' });
    await slidesBack(visitor, 30);
    await sees(visitor, '0 entries in all');
    await seesNot(visitor, 'keeps bees');
  });

  test('sees what changed since a day', async () => {
    const visitor = await auditorComes();
    await comparesSince(visitor, world.rosa, '2025-01-01', 'a yearly review');
    await sees(visitor, 'keeps bees');
  });

  test('has no way to write', async () => {
    const visitor = await auditorComes();
    for (const path of [`/story/${world.rosa}`, `/story/${world.rosa}/add`, '/find', '/my/sharing']) {
      await visitor.goes(path);
      await arrives(visitor, 'History and proof');
    }
    assert.equal(await visitor.page.locator('form[method=post]:not([action^="/sign-out"], [action="/leave"], .languages)').count(), 0);
  });
});
