// A certified OpenID Connect provider on a free port of the loopback, for the tests of signing in. Prints one line of JSON once it listens.
// Its pages (devInteractions) take any name for an account.
// Arguments: the folder that holds node_modules, what the provider knows the portal by, its secret, where browsers are sent back to.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [folder, knownAs, secret, back] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(createRequire(`${folder}/`).resolve('oidc-provider')).href);

// Nobody reads on after the first line, and what it warns of (keys of its own making) is right for tests.
console.info = console.warn = console.error = () => {};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: knownAs, client_secret: secret, redirect_uris: [back] }],
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['of these tests alone'] },
  });
  server.on('request', provider.callback());
  console.log(JSON.stringify({ issuer }));
});
// Nobody is left behind when a test ends.
process.stdin.resume().on('end', () => process.exit());
