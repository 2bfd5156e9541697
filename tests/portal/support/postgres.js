// A private Postgres, from Debian's binaries: a cluster of its own on a free port, where everybody on this machine is trusted.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Folder, Port, Program, run } from './processes.js';

/** Whom root becomes: Postgres does not run as root. */
const USER = 'postgres';
const BINARIES = '/usr/lib/postgresql';

export class Postgres {
  static async start() {
    const folder = new Folder();
    const data = folder.in('postgres');
    // Whom root becomes must get there, too.
    if (process.getuid() === 0) await run(['chown', USER, folder.path]);
    const make = ['-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
    await run([program('initdb'), '-D', data, ...make], { user: USER });
    const port = await Port.claim();
    const listen = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const command = [program('postgres'), '-D', data, '-p', String(port.number), ...listen];
    const server = new Postgres(new Program(command, { says: folder.in('postgres.log'), user: USER }), port, folder);
    await server.program.ready('Postgres is ready', () => isReady(data));
    return server;
  }

  constructor(running, port, folder) {
    this.program = running;
    this.port = port;
    this.folder = folder;
  }

  /** Makes a database, and gives its address. */
  async database(name) {
    const at = (database) => `postgres://${USER}@${this.port.address}/${database}`;
    await run([program('psql'), '-X', '-q', '-c', `create database ${name}`, at('postgres')]);
    return at(name);
  }

  async stop() {
    await this.program.end('SIGINT');
    this.port.release();
    this.folder.remove();
  }
}

/** One of Debian's programs, of the newest version that is installed. */
function program(name) {
  const versions = readdirSync(BINARIES).map(Number).filter((version) => existsSync(join(BINARIES, String(version), 'bin', name)));
  if (versions.length === 0) throw new Error('Postgres is not installed; run: tests/run tools');
  return join(BINARIES, String(Math.max(...versions)), 'bin', name);
}

/** Postgres says so in a file of its own. */
function isReady(data) {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready';
}
