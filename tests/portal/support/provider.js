// The real provider of sign-in, npm's oidc-provider, in a process of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { setting } from './settings.js';

const KNOWN_AS = 'throughline-portal';
const SECRET = 'a-secret-of-these-tests-alone-0123456789';

export class Provider {
  /** Starts one that sends browsers back to this portal. */
  static async start(portal) {
    const script = fileURLToPath(new URL('../../provider/provider.mjs', import.meta.url));
    const words = [script, setting('PORTAL_PROVIDER'), KNOWN_AS, SECRET, `${portal}/sign-in/back`];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = once(child, 'exit').then(() => assert.fail('the provider of sign-in ended before it listened'));
    const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
    return new Provider(child, JSON.parse(line).issuer);
  }

  constructor(child, issuer) {
    this.child = child;
    this.issuer = issuer;
  }

  /** What `serve` is told about it. */
  options(folder) {
    const file = folder.in('provider.secret');
    writeFileSync(file, SECRET, { mode: 0o600 });
    return ['--sign-in-issuer', this.issuer, '--sign-in-known-as', KNOWN_AS, '--sign-in-secret', file];
  }

  /** It ends with what it reads. */
  async stop() {
    this.child.stdin.end();
    await once(this.child, 'exit');
  }
}
