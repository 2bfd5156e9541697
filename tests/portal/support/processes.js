// Programs that a test starts. Each writes into a file, ends by its process id, and never outlives the test: the kernel sees to that where the
// test cannot.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Far longer than anything here takes, so that what hangs says so. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** Waits until `condition` gives something, and gives that; `what` says in a failure what never came. */
export async function until(what, condition) {
  const giveUp = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > giveUp) throw new Error(`it never came to this: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** A temporary folder, until it is removed. */
export class Folder {
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'throughline-browser-'));
  }

  in(name) {
    return join(this.path, name);
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * A port that stays ours while whoever listens there is stopped and started again: the same number of UDP, which nobody here has a use for, is held
 * for as long. The other tests of this repository claim theirs in the same way.
 */
export class Port {
  static async claim() {
    const [first, count] = [12_000, 20_000];
    const chance = Math.floor(Math.random() * count);
    for (let step = 0; step < count; step += 1) {
      const number = first + ((chance + step) % count);
      const claim = await bound(number);
      if (claim && (await isFree(number))) return new Port(number, claim);
      claim?.close();
    }
    throw new Error('there is no free port');
  }

  constructor(number, claim) {
    this.number = number;
    this.claim = claim;
  }

  get address() {
    return `127.0.0.1:${this.number}`;
  }

  release() {
    this.claim.close();
  }
}

async function bound(number) {
  const socket = createSocket('udp4');
  // It alone keeps nobody waiting.
  socket.unref();
  socket.bind({ port: number, address: '127.0.0.1', exclusive: true });
  const isBound = await once(socket, 'listening').then(() => true, () => false);
  return isBound ? socket : undefined;
}

async function isFree(number) {
  const server = createServer();
  server.listen({ port: number, host: '127.0.0.1', exclusive: true });
  const listens = await once(server, 'listening').then(() => true, () => false);
  if (listens) {
    server.close();
    await once(server, 'close');
  }
  return listens;
}

/** A program that runs until it is ended. */
export class Program {
  /** Starts a command, with what it says in the file `says`. `user` is whom root becomes for it. */
  constructor(command, { says, user, environment = {} }) {
    this.says = says;
    const output = openSync(says, 'a');
    const [program, ...rest] = wrapped(command, user);
    this.child = spawn(program, rest, { env: { ...plainEnvironment(), ...environment }, stdio: ['ignore', output, output] });
    closeSync(output);
    this.ended = new Promise((resolve) => this.child.once('exit', resolve).once('error', resolve));
  }

  get id() {
    return this.child.pid;
  }

  get hasEnded() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** What it has said so far. */
  said() {
    return readFileSync(this.says, 'utf8');
  }

  /** Waits until it is ready; says what it said if it ends before. */
  async ready(what, isReady) {
    await until(what, async () => {
      if (this.hasEnded) throw new Error(`${what}: it ended before that\n${this.said()}`);
      return isReady();
    });
  }

  /** Asks it to end, and waits for that. */
  async end(signal = 'SIGTERM') {
    this.child.kill(signal);
    await this.ended;
  }

  /** Stops it where it is. It can still be killed. */
  pause() {
    this.child.kill('SIGSTOP');
  }

  /** Ends it as a power cut would. */
  async kill() {
    await this.end('SIGKILL');
  }
}

/** Runs a command to its end, and gives what it printed. `user` is whom root becomes for it. */
export async function run(command, { user, environment = {} } = {}) {
  const [program, ...rest] = wrapped(command, user);
  const child = spawn(program, rest, { env: { ...plainEnvironment(), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, complained] = ['', ''];
  child.stdout.on('data', (piece) => (printed += piece));
  child.stderr.on('data', (piece) => (complained += piece));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${printed}${complained}`);
  return printed;
}

/** What root becomes somebody else for does not run as root. The child ends when we do. */
function wrapped(command, user) {
  const become = user && process.getuid() === 0 ? ['--reuid', user, '--regid', user, '--clear-groups'] : [];
  return ['setpriv', ...become, '--pdeathsig', 'INT', ...command];
}

/** Nobody's settings but the test's. */
function plainEnvironment() {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('THROUGHLINE_'));
  return { ...Object.fromEntries(others), NO_COLOR: '1' };
}
