import { describe, expect, test } from 'vitest';
import { DOORS, resourcesOf, stackWith, TWO_MACHINES, templateOf } from './synthesize.ts';

const template = templateOf(stackWith(TWO_MACHINES));

interface Statement {
  Effect: string;
  Action: string | string[];
  NotAction?: unknown;
  NotResource?: unknown;
  Resource?: unknown;
  Principal?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** Every identity policy of the template: role by role, what it allows. */
const identityStatements = [
  ...resourcesOf(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => [id, Properties.PolicyDocument] as const),
  ...resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(
    ([id, { Properties }]) => [id, Properties.PolicyDocument] as const,
  ),
  ...resourcesOf(template, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
    (Properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => [id, policy.PolicyDocument] as const),
  ),
].flatMap(([id, document]) =>
  (document as { Statement: Statement[] }).Statement.map((statement) => ({ id, statement })),
);

/** The only wildcards among resources, and why each cannot be narrower. */
const ALLOWED_WILDCARDS: { id: RegExp; actions: RegExp; resource: RegExp; reason: string }[] = [
  {
    id: /^Machines/,
    actions:
      /^(logs:(Create|Get|Update|Delete|List)LogDeliver(y|ies)|logs:(PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)|xray:.+)$/,
    resource: /^"\*"$/,
    reason: 'log delivery and X-Ray have no resources to name',
  },
  {
    id: /^Functionsreceiveemail/,
    actions: /^s3:GetObject$/,
    resource: /MailRaw\w+.*\/inbound\/\*/,
    reason: 'SES names the objects',
  },
];

const roleOf = (door: string): string => `Functions${door.replaceAll('-', '')}Role`;
const actionsOf = (door: string): string[] => [
  ...new Set(
    identityStatements
      .filter(({ id }) => id.startsWith(roleOf(door)))
      .flatMap(({ statement }) => list(statement.Action))
      .filter((action) => !/^(logs|kms|sqs):/.test(action)),
  ),
];

describe('S17: least privilege', () => {
  test('no role may do a kind of thing by wildcard, or everything but something', () => {
    expect(identityStatements.length).toBeGreaterThan(DOORS.length);
    for (const { id, statement } of identityStatements) {
      for (const action of list(statement.Action)) expect(action, id).not.toContain('*');
      expect(statement, id).not.toHaveProperty('NotAction');
      expect(statement, id).not.toHaveProperty('NotResource');
    }
  });

  test('no role reaches a resource by wildcard, except where there is a reason', () => {
    const unexplained = identityStatements.flatMap(({ id, statement }) =>
      list(statement.Resource)
        .map((resource) => JSON.stringify(resource))
        .filter((resource) => resource.includes('*'))
        .filter(
          (resource) =>
            !ALLOWED_WILDCARDS.some(
              (allowed) =>
                allowed.id.test(id) &&
                allowed.resource.test(resource) &&
                list(statement.Action).every((action) => allowed.actions.test(action)),
            ),
        )
        .map((resource) => `${id}: ${list(statement.Action).join(', ')} on ${resource}`),
    );

    expect(unexplained).toEqual([]);
  });

  test('no role may scan the table: nothing needs everything', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('dynamodb:Scan');
  });

  test('no role has a policy that somebody else may widen, except API Gateway’s own log writer', () => {
    const managed = resourcesOf(template, 'AWS::IAM::Role')
      .filter(([, { Properties }]) => Properties.ManagedPolicyArns)
      .map(([, { Properties }]) => JSON.stringify(Properties.ManagedPolicyArns));

    expect(managed).toEqual([expect.stringContaining('AmazonAPIGatewayPushToCloudWatchLogs')]);
  });

  test('sending is bound to our own domain, in what is sent and in whose name', () => {
    const sending = identityStatements.filter(({ statement }) => list(statement.Action).includes('ses:SendRawEmail'));

    expect(sending.length).toBeGreaterThan(0);
    for (const { statement } of sending)
      expect(statement.Condition).toEqual({ StringLike: { 'ses:FromAddress': '*@post.concerns.example' } });
  });

  test('the record’s key opens only through the services that keep something under it', () => {
    const usingKey = identityStatements.filter(({ statement }) =>
      list(statement.Action).some((action) => action.startsWith('kms:')),
    );

    expect(usingKey.length).toBeGreaterThan(0);
    for (const { id, statement } of usingKey)
      expect(statement.Condition?.['StringEquals'], id).toHaveProperty('kms:ViaService');
  });

  test.each(DOORS.map((door) => [door.name, door] as const))(
    '%s may do what its row says and nothing more',
    (name, door) => {
      const expected = [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        ...(door.deletes ? ['dynamodb:DeleteItem'] : []),
        ...(door.signs ? ['secretsmanager:GetSecretValue'] : []),
        ...(door.sendsMail ? ['ses:SendRawEmail'] : []),
        ...(door.starts ? ['states:StartExecution'] : []),
        ...(door.wakes ? ['states:SendTaskSuccess'] : []),
        ...(door.readsMail ? ['s3:GetObject', 's3:ListBucket'] : []),
      ];

      expect(new Set(actionsOf(name))).toEqual(new Set(expected));
    },
  );

  test.each(DOORS.map((door) => [door.name, door] as const))(
    '%s queries the indexes of its row and no other',
    (name, door) => {
      const indexes = identityStatements
        .filter(({ id }) => id.startsWith(roleOf(name)))
        .flatMap(({ statement }) => [...JSON.stringify(statement.Resource).matchAll(/\/index\/([^"]+)"/g)])
        .map(([, index]) => index);

      expect(new Set(indexes)).toEqual(new Set(door.queries ?? []));
    },
  );

  test('starting and waking name the released machines one by one', () => {
    const onMachines = identityStatements.filter(({ statement }) =>
      list(statement.Action).some((action) => action.startsWith('states:')),
    );

    expect(onMachines.length).toBeGreaterThan(0);
    for (const { statement } of onMachines)
      expect(
        list(statement.Resource).map((resource) => /stateMachine:([\w-]+)"/.exec(JSON.stringify(resource))?.[1]),
      ).toEqual(['bcssp-v5', 'worcestershire-v1']);
  });

  test('nothing is open to everybody: a policy that names no principal in particular only ever refuses', () => {
    const resourcePolicies = [
      ...['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap((type) =>
        resourcesOf(template, type).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]),
      ),
      ...resourcesOf(template, 'AWS::KMS::Key').flatMap(
        ([, { Properties }]) => Properties.KeyPolicy.Statement as Statement[],
      ),
    ];

    expect(resourcePolicies.length).toBeGreaterThan(0);
    for (const statement of resourcePolicies)
      if (/"\*"/.test(JSON.stringify(statement.Principal))) expect(statement.Effect).toBe('Deny');
  });
});
