// A place to test in: a real `serve` with a portal, on SQLite or Postgres, and the agencies, supporters and residents that a test asks for. They are
// made from outside, by the program's own commands.
import { writeFileSync } from 'node:fs';

import { Agency } from './agency.js';
import { Postgres } from './postgres.js';
import { Folder, Port, Program, run } from './processes.js';
import { Provider } from './provider.js';
import { setting } from './settings.js';

/** The program. */
export const BINARY = setting('THROUGHLINE_BIN');

/** A running place. */
export class Place {
  /** A new one, with its log in `store`: 'sqlite' or 'postgres'; and with a provider of sign-in or without. */
  static async start({ store = 'sqlite', hasProvider = false } = {}) {
    const place = new Place();
    try {
      place.ports = await Promise.all(['calls', 'pages', 'health'].map(() => Port.claim()));
      if (hasProvider) place.provider = await Provider.start(place.portal);
      if (store === 'postgres') await place.#useLogIn(await Postgres.start());
      await place.begin();
      return place;
    } catch (error) {
      await place.stop();
      throw error;
    }
  }

  folder = new Folder();
  ports = [];
  log = [];

  async #useLogIn(postgres) {
    this.postgres = postgres;
    this.log = ['--log', await postgres.database('log')];
    await run([BINARY, 'migrate', ...this.log]);
  }

  /** Where its pages are. */
  get portal() {
    return `http://${this.ports[1].address}`;
  }

  get #data() {
    return ['--data', this.folder.in('data'), ...this.log];
  }

  /** Starts to serve, the first time or again. */
  async begin() {
    const [calls, pages, health] = this.ports.map((port) => port.address);
    const at = ['--listen', calls, '--portal', pages, '--metrics', health, '--tiles', 'off'];
    const signIn = this.provider?.options(this.folder) ?? [];
    this.server = new Program([BINARY, 'serve', ...this.#data, ...at, ...signIn], { says: this.folder.in('serve.log') });
    await this.server.ready('the place answers', () => answers(`http://${health}/readyz`));
  }

  /** Ends in order, or as a power cut would, and begins again. */
  async restart({ suddenly = false } = {}) {
    await (suddenly ? this.server.kill() : this.server.end());
    await this.begin();
  }

  /** An agency takes part. */
  async agency(name) {
    const { agency, token } = JSON.parse(await this.command('agency', 'add', name, ...this.#data));
    const file = this.folder.in(`${agency}.token`);
    writeFileSync(file, token, { mode: 0o600 });
    return new Agency(this, agency, file);
  }

  /** The keeper of the place lets an auditor look: a link that counts once. */
  async invitesAuditor() {
    const who = ['--auditor', 'grant-audit', '--portal-address', this.portal];
    return JSON.parse(await this.command('invite', ...who, ...this.#data)).link;
  }

  /** Runs one of the program's commands, and gives what it printed for programs. */
  command(...words) {
    return run([BINARY, ...words, '--format', 'json', '--quiet']);
  }

  get callsAt() {
    return `http://${this.ports[0].address}`;
  }

  async stop() {
    await this.server?.end();
    await this.postgres?.stop();
    await this.provider?.stop();
    this.ports.forEach((port) => port.release());
    this.folder.remove();
  }
}

async function answers(url) {
  return fetch(url).then((answer) => answer.ok, () => false);
}
