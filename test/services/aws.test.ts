import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsServices, keysInSecretsManager, setting } from '../../services/aws.ts';
import { awsRawMail } from '../../services/aws-mail.ts';

/** As `infra/functions.ts` sets it. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-2',
  TABLE_NAME: 'record',
  STATE_MACHINE_ARN_PREFIX: 'arn:aws:states:eu-west-2:111122223333:stateMachine:',
  CONFIGURATION_SET: 'tls-required',
  KEYS_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:keys',
  ORIGIN: 'https://escalate.example',
  MAIL_DOMAIN: 'inbound.escalate.example',
  RAW_MAIL_BUCKET: 'raw-mail',
};

/** A client whose answers the test says. */
function secretsManager() {
  const client = new SecretsManagerClient({ region: 'eu-west-2' });
  return { client, secrets: mockClient(client) };
}

beforeEach(() => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

describe('the AWS edition’s services', () => {
  it('are made from the function’s environment, and are never a trial', () => {
    const { settings } = awsServices();

    expect(settings).toEqual({ origin: ENVIRONMENT.ORIGIN, mailDomain: ENVIRONMENT.MAIL_DOMAIN, trial: false });
    expect(() => awsRawMail()).not.toThrow();
  });

  it.each(['TABLE_NAME', 'STATE_MACHINE_ARN_PREFIX', 'CONFIGURATION_SET', 'ORIGIN', 'MAIL_DOMAIN'])(
    'say at once that %s is missing, and what to do',
    (name) => {
      vi.stubEnv(name, undefined);

      expect(() => awsServices()).toThrow(`${name} is not set: deploy the stack again, it sets it`);
    },
  );

  it('say that the bucket of raw mail is missing, where mail is read', () => {
    vi.stubEnv('RAW_MAIL_BUCKET', '');

    expect(() => awsRawMail()).toThrow('RAW_MAIL_BUCKET is not set: deploy the stack again, it sets it');
  });

  it('S26: read the signing secrets by their ARN when something is signed, and not before', async () => {
    const { client, secrets } = secretsManager();
    secrets.on(GetSecretValueCommand).resolves({
      SecretString: JSON.stringify({ newest: 'a secret that was made by the stack itself', older: [] }),
    });
    const keys = keysInSecretsManager(client);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(0);

    await keys.sign('history', 'a line');

    expect(secrets.commandCalls(GetSecretValueCommand).map(({ args }) => args[0].input)).toEqual([
      { SecretId: ENVIRONMENT.KEYS_SECRET_ARN },
    ]);
  });

  it.each([
    ['is empty', undefined],
    ['is no JSON', 'not json'],
    ['is too short to be one', '{"newest":"short","older":[]}'],
  ])('sign nothing with a secret that %s', async (_what, SecretString) => {
    const { client, secrets } = secretsManager();
    secrets.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });

    await expect(keysInSecretsManager(client).sign('history', 'a line')).rejects.toThrow();
  });
});

it('a setting that is there is given as it is', () => {
  vi.stubEnv('TABLE_NAME', ' record ');

  expect(setting('TABLE_NAME')).toBe(' record ');
});
