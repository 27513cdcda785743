import { describe, expect, it } from 'vitest';
import { ConfigRefused, readConfig } from '../../local/config.ts';

type Env = Record<string, string | undefined>;

/** Everything that live mode needs, and nothing it does not. */
const LIVE: Env = {
  MODE: 'live',
  SECRET: 'forty random characters, or a few more than it',
  ORIGIN: 'https://escalate.example',
  SMTP_URL: 'smtp://user:pass-word@mail.example:587',
  MAIL_DOMAIN: 'inbound.escalate.example',
};

describe('the configuration', () => {
  it('is a trial on the loopback address when nothing is said', () => {
    expect(readConfig({})).toEqual({
      mode: 'trial',
      folder: './data',
      host: '127.0.0.1',
      port: 3000,
      smtpPort: 2525,
      mailDomain: 'inbound.commonground.example',
      origin: undefined,
      secret: undefined,
      olderSecrets: [],
      smtpUrl: undefined,
      vouching: { kind: 'trial' },
    });
  });

  it('is live when everything it needs is there, and then takes no email until somebody vouches for senders', () => {
    expect(readConfig(LIVE)).toEqual({
      mode: 'live',
      folder: './data',
      host: '127.0.0.1',
      port: 3000,
      smtpPort: 2525,
      mailDomain: 'inbound.escalate.example',
      origin: 'https://escalate.example',
      secret: LIVE['SECRET'],
      olderSecrets: [],
      smtpUrl: LIVE['SMTP_URL'],
      vouching: undefined,
    });
  });

  it.each<[what: string, env: Env, read: object]>([
    ['an empty variable as one not set', { PORT: '', MODE: ' ', HOST: '' }, { port: 3000, mode: 'trial' }],
    ['spaces around a value', { PORT: ' 8080 ', DATA_FOLDER: ' /srv/cg ' }, { port: 8080, folder: '/srv/cg' }],
    ['port 0 as any free one', { PORT: '0', SMTP_PORT: '0' }, { port: 0, smtpPort: 0 }],
    ['the highest port', { PORT: '65535' }, { port: 65535 }],
    ['another loopback address', { HOST: '127.0.0.2' }, { host: '127.0.0.2' }],
    ['the loopback address by its name', { HOST: 'localhost' }, { host: 'localhost' }],
    ['the loopback address of IPv6', { HOST: '::1' }, { host: '::1' }],
    ['an origin with a slash at its end', { ...LIVE, ORIGIN: 'https://a.example/' }, { origin: 'https://a.example' }],
    ['an origin with a port', { ...LIVE, ORIGIN: 'https://a.example:8443' }, { origin: 'https://a.example:8443' }],
    [
      'an origin in capitals, with the port that browsers leave out',
      { ...LIVE, ORIGIN: 'https://A.Example:443' },
      { origin: 'https://a.example' },
    ],
    [
      'another name for this machine in a trial',
      { ORIGIN: 'http://localhost:3000' },
      { origin: 'http://localhost:3000' },
    ],
    ['every address once a secret is set', { ...LIVE, HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [
      'a relay that vouches for senders',
      { ...LIVE, MAIL_AUTHSERV_ID: 'mx.escalate.example', MAIL_RELAYS: '192.0.2.1, 2001:db8::1' },
      { vouching: { kind: 'relay', authservId: 'mx.escalate.example', relays: ['192.0.2.1', '2001:db8::1'] } },
    ],
    [
      'S26: older secrets while one is changed',
      { ...LIVE, OLDER_SECRETS: `${'a'.repeat(40)}, ${'b'.repeat(40)}` },
      { olderSecrets: ['a'.repeat(40), 'b'.repeat(40)] },
    ],
  ])('takes %s', (_what, env, read) => {
    expect(readConfig(env)).toMatchObject(read);
  });

  it.each<[what: string, env: Env, said: string[]]>([
    ['S28: every address in a trial', { HOST: '0.0.0.0' }, ['HOST must be a loopback address', 'SECRET must be set']],
    ['S28: every address of IPv6 in a trial', { HOST: '::' }, ['HOST must be a loopback', 'SECRET must be set']],
    [
      'S28: an address that others reach, although a secret is set',
      { HOST: '192.0.2.7', SECRET: LIVE['SECRET'] },
      ['HOST must be a loopback address in trial mode'],
    ],
    [
      'S28: a name that only begins like loopback',
      { HOST: '127.0.0.1.evil.example', SECRET: LIVE['SECRET'] },
      ['HOST must be'],
    ],
    [
      'S28: every address in live mode without a secret',
      { ...LIVE, HOST: '0.0.0.0', SECRET: undefined },
      ['SECRET must be set before HOST may be reached', 'SECRET must be set in live mode'],
    ],
    ['a secret of 31 characters', { SECRET: 'x'.repeat(31) }, ['SECRET must have at least 32 characters']],
    [
      'an older secret of 31 characters',
      { ...LIVE, OLDER_SECRETS: 'x'.repeat(31) },
      ['OLDER_SECRETS: each must have at least 32 characters'],
    ],
    ['live mode without a secret', { ...LIVE, SECRET: undefined }, ['SECRET must be set in live mode']],
    ['live mode without an address', { ...LIVE, ORIGIN: undefined }, ['ORIGIN must be the public https:// address']],
    ['live mode without https', { ...LIVE, ORIGIN: 'http://escalate.example' }, ['ORIGIN must be the public https://']],
    ['an address with a path', { ...LIVE, ORIGIN: 'https://a.example/escalate' }, ['ORIGIN must be the public']],
    ['an address with a question', { ...LIVE, ORIGIN: 'https://a.example/?a=b' }, ['ORIGIN must be the public']],
    ['an address with a fragment', { ...LIVE, ORIGIN: 'https://a.example/#a' }, ['ORIGIN must be the public']],
    ['an address with a password', { ...LIVE, ORIGIN: 'https://me:pass@a.example' }, ['ORIGIN must be the public']],
    ['an address that is none', { ...LIVE, ORIGIN: 'escalate.example' }, ['ORIGIN must be the public']],
    ['an address in a trial that is none', { ORIGIN: 'localhost:3000' }, ['ORIGIN must be an address like']],
    ['live mode without a mail server', { ...LIVE, SMTP_URL: undefined }, ['SMTP_URL must be set in live mode']],
    [
      'a mail server that is none',
      { ...LIVE, SMTP_URL: 'mail.example' },
      ['SMTP_URL must look like smtp://user:password@host:587'],
    ],
    ['a mail server in a trial that is none', { SMTP_URL: 'https://mail.example' }, ['SMTP_URL must look like']],
    ['live mode without a mail domain', { ...LIVE, MAIL_DOMAIN: undefined }, ['MAIL_DOMAIN must be set in live mode']],
    ['a mode that is none', { MODE: 'production' }, ['MODE must be trial or live']],
    ['a port beyond the last', { PORT: '65536' }, ['PORT must be a port number from 0 to 65535']],
    ['a port below the first', { SMTP_PORT: '-1' }, ['SMTP_PORT must be a port number']],
    ['half a port', { PORT: '80.5' }, ['PORT must be a port number']],
    ['a port in words', { PORT: 'http' }, ['PORT must be a port number']],
    [
      'a server that vouches, without saying where it connects from',
      { ...LIVE, MAIL_AUTHSERV_ID: 'mx.a.example' },
      ['MAIL_RELAYS must list the addresses'],
    ],
    [
      'a relay by its name, which anybody could claim',
      { ...LIVE, MAIL_AUTHSERV_ID: 'mx.a.example', MAIL_RELAYS: '192.0.2.1,mx.a.example' },
      ['MAIL_RELAYS: mx.a.example is not an IP address'],
    ],
  ])('refuses %s', (_what, env, said) => {
    const reason = refusalOf(env);

    expect(reason.split('\n')).toHaveLength(said.length);
    for (const [at, words] of said.entries()) expect(reason.split('\n')[at]).toContain(words);
  });

  it('says everything that is wrong at once, one line each', () => {
    const reason = refusalOf({ MODE: 'live', PORT: 'x', SMTP_PORT: 'y', HOST: '0.0.0.0' });

    expect(
      reason
        .split('\n')
        .map((line) => line.split(' ')[0])
        .toSorted(),
    ).toEqual(['MAIL_DOMAIN', 'ORIGIN', 'PORT', 'SECRET', 'SECRET', 'SMTP_PORT', 'SMTP_URL']);
  });

  it('never says a secret or a password', () => {
    const reason = refusalOf({
      MODE: 'live',
      SECRET: 'CANARY-short',
      OLDER_SECRETS: 'CANARY-old',
      SMTP_URL: 'ftp://user:CANARY-password@mail.example',
      ORIGIN: 'https://me:CANARY@a.example',
    });

    expect(reason).not.toContain('CANARY');
  });
});

function refusalOf(env: Env): string {
  try {
    readConfig(env);
  } catch (reason) {
    expect(reason).toBeInstanceOf(ConfigRefused);
    return (reason as Error).message;
  }
  throw new Error('It was not refused');
}
