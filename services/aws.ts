import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from './clock.ts';
import { keysFrom, secretsSchema } from './keys.ts';
import { jsonLog } from './log.ts';
import { sesMailer } from './mailer-ses.ts';
import { releasedRules } from './rules.ts';
import type { Keys, Services } from './services.ts';
import { dynamoTable } from './table-dynamodb.ts';
import { stepFunctions } from './workflow-sfn.ts';

/** The AWS edition's services, from the environment that `infra/functions.ts` gives every function. */
export function awsServices(): Services {
  const clock = systemClock;
  const table = dynamoTable(DynamoDBDocumentClient.from(new DynamoDBClient({})), {
    tableName: setting('TABLE_NAME'),
    clock,
  });
  return {
    clock,
    table,
    workflow: stepFunctions(new SFNClient({}), { arnPrefix: setting('STATE_MACHINE_ARN_PREFIX') }),
    mailer: sesMailer(new SESClient({}), {
      configurationSet: setting('CONFIGURATION_SET'),
      region: setting('AWS_REGION'),
    }),
    keys: keysInSecretsManager(new SecretsManagerClient({})),
    rules: releasedRules(table),
    settings: { origin: setting('ORIGIN'), mailDomain: setting('MAIL_DOMAIN'), trial: false },
    log: jsonLog(clock),
  };
}

/** Keys derived from the secret that the stack made. Fetched when first used; throws, signing nothing, when it is not two secrets. */
export function keysInSecretsManager(secretsManager: SecretsManagerClient): Keys {
  return keysFrom(async () => {
    const secret = await secretsManager.send(new GetSecretValueCommand({ SecretId: setting('KEYS_SECRET_ARN') }));
    return secretsSchema.parse(JSON.parse(secret.SecretString ?? ''));
  });
}

/** A setting of the function's environment. Throws when it is missing, saying what to do. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: deploy the stack again, it sets it`);
  return value;
}
