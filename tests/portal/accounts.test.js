// Coming back without a link: with an account at the place's provider of sign-in, a real one.
import { describe, test } from 'node:test';

import { worldFor } from './support/modes.js';
import {
  arrives, comesHome, comesToTheirStory, connectAccount, disconnectAccount, isAtTheWelcome, isToldWhy, saysWhoTheyAre, sees, signIn, signsOut,
} from './support/pages.js';

describe('an account', () => {
  const world = worldFor({ hasProvider: true });

  const comes = () => world.comes({ alsoAt: [world.scene.place.provider.issuer] });

  async function rosaConnects(account) {
    const visitor = await comes();
    await comesToTheirStory(visitor, await world.scene.link({ resident: world.rosa }));
    await visitor.presses(connectAccount(visitor));
    await saysWhoTheyAre(visitor, account);
    await arrives(visitor, 'My story');
    await sees(visitor, 'Your account is connected');
    return visitor;
  }

  test('is connected once, and lets a resident in again without a link', async () => {
    const visitor = await rosaConnects('rosa');
    await signsOut(visitor);
    await visitor.presses(signIn(visitor));
    await saysWhoTheyAre(visitor, 'rosa', { isFirst: false });
    await arrives(visitor, 'My story');
    const elsewhere = await comes();
    await elsewhere.goes('/');
    await elsewhere.presses(signIn(elsewhere));
    await saysWhoTheyAre(elsewhere, 'rosa');
    await arrives(elsewhere, 'My story');
  });

  test('lets a supporter in, too', async () => {
    const visitor = await comes();
    await comesHome(visitor, await world.scene.link({ supporter: world.scene.amina }));
    await visitor.presses(connectAccount(visitor));
    await saysWhoTheyAre(visitor, 'amina');
    await arrives(visitor, 'Home');
    await signsOut(visitor);
    await visitor.presses(signIn(visitor));
    await saysWhoTheyAre(visitor, 'amina', { isFirst: false });
    await arrives(visitor, 'Home');
  });

  test('that nobody here is connected to lets nobody in, and says what to do', async () => {
    const visitor = await comes();
    await visitor.goes('/');
    await isAtTheWelcome(visitor);
    await visitor.presses(signIn(visitor));
    await saysWhoTheyAre(visitor, 'nobody-here');
    await isToldWhy(visitor, /nobody here is connected to that account/);
  });

  test('that was disconnected lets nobody in any more', async () => {
    const visitor = await rosaConnects('rosa-again');
    await visitor.presses(disconnectAccount(visitor));
    await arrives(visitor, 'My story');
    await signsOut(visitor);
    await visitor.presses(signIn(visitor));
    await saysWhoTheyAre(visitor, 'rosa-again', { isFirst: false });
    await isToldWhy(visitor, /nobody here is connected to that account/);
  });

  test('with which somebody turns back at the provider leaves them as they were', async () => {
    const visitor = await comes();
    await visitor.goes('/');
    await visitor.presses(signIn(visitor));
    await visitor.page.getByRole('link', { name: 'Cancel' }).click();
    await arrives(visitor, 'That did not work');
    await visitor.goes('/');
    await isAtTheWelcome(visitor);
  });
});
