// What whoever starts the tests has to say; tests/run does.

/** A setting that must be there. */
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}; tests/run browser does`);
  return value;
}
