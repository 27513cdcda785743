import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { MAX_POST_BYTES } from '../../functions/front-doors.ts';
import { STATE_DOORS } from '../../infra/doors.ts';
import { COUNTED, HEARTBEATS } from '../../infra/watch.ts';
import { RAW_MAIL_PREFIX } from '../../services/aws-mail.ts';
import { secretsSchema } from '../../services/keys.ts';
import { dynamoTableDefinition, TIME_TO_LIVE_ATTRIBUTE } from '../../services/table-dynamodb.ts';
import {
  ALARM_EMAIL,
  DOMAIN,
  DOORS,
  INBOUND_DOMAIN,
  machineNaming,
  resourcesOf,
  stackWith,
  TWO_MACHINES,
  templateOf,
} from './synthesize.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const stack = stackWith(TWO_MACHINES);
const template = templateOf(stack);
const sorted = (ids: readonly string[]) => ids.toSorted((a, b) => a.localeCompare(b));
const idsOf = (type: string) => sorted(resourcesOf(template, type).map(([id]) => id));
const only = (type: string) => {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
};

describe('the record', () => {
  test('S19: is on demand, restorable to any second of 35 days, under our own key, and cannot be deleted by mistake', () => {
    const table = only('AWS::DynamoDB::Table');

    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      DeletionProtectionEnabled: true,
    });
    expect(table.DeletionPolicy).toBe('Retain');
  });

  test('has the keys and indexes that the table’s code queries, because the two are written in two places', () => {
    const { Properties } = only('AWS::DynamoDB::Table');
    const byName = (list: readonly { AttributeName: string }[]) =>
      [...list].sort((a, b) => a.AttributeName.localeCompare(b.AttributeName));

    expect(Properties.KeySchema).toEqual(dynamoTableDefinition.KeySchema);
    expect(Properties.GlobalSecondaryIndexes).toEqual(dynamoTableDefinition.GlobalSecondaryIndexes);
    expect(byName(Properties.AttributeDefinitions)).toEqual(byName(dynamoTableDefinition.AttributeDefinitions));
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: TIME_TO_LIVE_ATTRIBUTE, Enabled: true });
  });

  test('S26: is signed by a secret that is generated at deployment, so no person ever chose or saw it', () => {
    const { Properties } = only('AWS::SecretsManager::Secret');

    expect(Properties.SecretString).toBeUndefined();
    expect(Properties.GenerateSecretString).toMatchObject({
      SecretStringTemplate: '{"older":[]}',
      GenerateStringKey: 'newest',
      PasswordLength: 64,
    });
    expect(Properties.KmsKeyId).toBeDefined();
  });

  test('S26: the secret is generated in the shape that signing reads, because the two are written in two places', () => {
    const { GenerateSecretString: made } = only('AWS::SecretsManager::Secret').Properties;
    const generated = {
      ...JSON.parse(made.SecretStringTemplate),
      [made.GenerateStringKey]: 'x'.repeat(made.PasswordLength),
    };

    expect(secretsSchema.parse(generated)).toEqual(generated);
  });
});

describe('S19: encryption', () => {
  test('uses keys of our own that AWS renews every year', () => {
    const keys = resourcesOf(template, 'AWS::KMS::Key');

    expect(keys).toHaveLength(2);
    for (const [, key] of keys) expect(key.Properties.EnableKeyRotation).toBe(true);
  });

  test.each([
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
  ])('covers every %s', (type, property) => {
    const resources = resourcesOf(template, type);

    expect(resources.length).toBeGreaterThan(0);
    for (const [id, resource] of resources) expect(resource.Properties[property], id).toBeDefined();
  });

  test.each([
    ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
    ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
    ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
  ])('every %s refuses whoever comes without TLS', (type, policyType, property) => {
    const refusing = resourcesOf(template, policyType)
      .filter(([, { Properties }]) =>
        Properties.PolicyDocument.Statement.some(
          (statement: { Effect: string; Condition?: { Bool?: Record<string, string> } }) =>
            statement.Effect === 'Deny' && statement.Condition?.Bool?.['aws:SecureTransport'] === 'false',
        ),
      )
      .flatMap(([, { Properties }]) => Properties[property])
      .map(({ Ref }: { Ref: string }) => Ref);

    expect(sorted(refusing)).toEqual(idsOf(type));
  });
});

describe('the functions', () => {
  test('are one for each door, on Node 24 and arm64, each with a role and a log of its own', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    const distinct = (pick: (properties: Record<string, unknown>) => unknown) =>
      new Set(functions.map(([, { Properties }]) => JSON.stringify(pick(Properties)))).size;

    expect(functions).toHaveLength(DOORS.length);
    for (const [id, { Properties }] of functions)
      expect(Properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    expect(distinct(({ Role }) => Role)).toBe(DOORS.length);
    expect(distinct(({ LoggingConfig }) => LoggingConfig)).toBe(DOORS.length);
  });

  test('S26: hold no secret in their environment, only names and addresses', () => {
    const allowed = [
      'CONFIGURATION_SET',
      'KEYS_SECRET_ARN',
      'MAIL_DOMAIN',
      'ORIGIN',
      'RAW_MAIL_BUCKET',
      'STATE_MACHINE_ARN_PREFIX',
      'TABLE_NAME',
    ];

    for (const [id, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function'))
      for (const name of Object.keys(Properties.Environment.Variables))
        expect(allowed, `${name} of ${id}`).toContain(name);
    expect(JSON.stringify(template.toJSON())).not.toContain('{{resolve:');
  });

  test('that nobody waits for keep what they could not do as a dead letter', () => {
    const withDeadLetters = resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.DeadLetterConfig?.TargetArn)
      .map(([id]) => id);

    for (const name of ['sweep', 'senddigests', 'refreshholidays', 'receiveemail'])
      expect(
        withDeadLetters.some((id) => id.includes(name)),
        name,
      ).toBe(true);
    expect(withDeadLetters).toHaveLength(DOORS.filter(({ isAsynchronous }) => isAsynchronous).length);
  });
});

describe('the machines', () => {
  test('are named as the records that are pinned to them name them, and outlive the stack', () => {
    const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');

    expect(machines.map(([, { Properties }]) => Properties.StateMachineName)).toEqual([
      'bcssp-v5',
      'worcestershire-v1',
    ]);
    for (const [, machine] of machines) expect(machine.DeletionPolicy).toBe('Retain');
  });

  test('I10: log every event and nothing that an execution carries', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::StepFunctions::StateMachine'))
      expect(Properties.LoggingConfiguration, id).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });

  test('name functions of this stack in every Task, and may invoke exactly those', () => {
    const arnsIn = (definition: unknown) => [...JSON.stringify(definition).matchAll(/"Fn::GetAtt":\["(\w+)","Arn"\]/g)];
    const invocableBy = (roleId: string): string[] =>
      resourcesOf(template, 'AWS::IAM::Policy')
        .filter(([, { Properties }]) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => Action === 'lambda:InvokeFunction')
        .flatMap(({ Resource }) => Resource)
        .map((resource) => resource['Fn::GetAtt'][0]);

    for (const [id, { Properties }] of resourcesOf(template, 'AWS::StepFunctions::StateMachine')) {
      const named = arnsIn(Properties.DefinitionString).map(([, functionId]) => functionId!);
      expect(JSON.stringify(Properties.DefinitionString), id).not.toContain('${');
      expect(named, id).toHaveLength(id.includes('bcssp') ? STATE_DOORS.length : 1);
      expect(sorted(invocableBy(Properties.RoleArn['Fn::GetAtt'][0])), id).toEqual(sorted(named));
    }
  });

  test('that name a function nobody wrote stop the synthesis, and say which', () => {
    expect(() => stackWith({ 'bcssp-v5.asl.json': machineNaming('ask-nicely') })).toThrow(
      'statemachines/bcssp-v5.asl.json names ask-nicely, which is no function of a state',
    );
  });

  test('must exist: without one, no deadline would be kept', () => {
    expect(() => stackWith({})).toThrow('compile the policies before synthesizing');
  });

  test('F9: an execution that failed, was aborted or timed out is told to a person, and a dead letter if it cannot be', () => {
    const rule = only('AWS::Events::Rule');

    expect(rule.Properties.EventPattern).toMatchObject({
      source: ['aws.states'],
      detail: { status: ['FAILED', 'ABORTED', 'TIMED_OUT'] },
    });
    expect(rule.Properties.EventPattern.detail.stateMachineArn).toHaveLength(2);
    expect(rule.Properties.Targets[0].DeadLetterConfig.Arn).toBeDefined();
  });
});

describe('people’s door', () => {
  test('answers on our own domain only, with TLS 1.2 or later', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::ApiGateway::RestApi'))
      expect(Properties, id).toMatchObject({
        DisableExecuteApiEndpoint: true,
        EndpointConfiguration: { Types: ['REGIONAL'] },
      });
    template.hasResourceProperties('AWS::ApiGateway::DomainName', { DomainName: DOMAIN, SecurityPolicy: 'TLS_1_2' });
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::ApiGateway::DomainName'))
      expect(Properties.SecurityPolicy, id).toBe('TLS_1_2');
  });

  test('S13: logs each request without address, query or body', () => {
    const logged = resourcesOf(template, 'AWS::ApiGateway::Stage')
      .map(([, { Properties }]) => Properties)
      .filter(({ AccessLogSetting }) => AccessLogSetting);

    expect(logged).toHaveLength(1);
    expect(logged[0].AccessLogSetting.Format).not.toMatch(/sourceIp|identity|querystring|requestBody|error\.message/i);
    expect(logged[0].MethodSettings[0]).toMatchObject({ DataTraceEnabled: false, LoggingLevel: 'ERROR' });
  });

  test('S20: stands behind a firewall that limits forms from one address and judges no practitioner’s words', () => {
    const { Rules } = only('AWS::WAFv2::WebACL').Properties;

    expect(resourcesOf(template, 'AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
    expect(Rules.map(({ Name }: { Name: string }) => Name)).toEqual(['BodyTooLarge', 'TooManyForms', 'CommonAttacks']);
    expect(Rules[1].Statement.RateBasedStatement).toMatchObject({
      AggregateKeyType: 'IP',
      ScopeDownStatement: { ByteMatchStatement: { SearchString: 'POST' } },
    });
    const counted = Rules[2].Statement.ManagedRuleGroupStatement.RuleActionOverrides;
    for (const { Name, ActionToUse } of counted)
      expect([Name, ActionToUse]).toEqual([expect.stringMatching(/_BODY$/), { Count: {} }]);
    expect(counted).toHaveLength(5);
  });

  test.each([
    [String(MAX_POST_BYTES), false, 'the longest form, which a page of ours answers'],
    ['1999999', false, 'one byte below the wall'],
    ['2000000', true, 'two million bytes'],
    ['10000000', true, 'ten million bytes'],
    ['41943040', true, 'a 40 MB attachment'],
    ['', false, 'a page asked for, which has no body'],
  ])('S20: a body of %s bytes: refused is %s (%s)', (length, isRefused) => {
    const { Rules } = only('AWS::WAFv2::WebACL').Properties;
    const { RegexString, FieldToMatch } = Rules[0].Statement.RegexMatchStatement;

    expect(FieldToMatch).toEqual({ SingleHeader: { Name: 'content-length' } });
    expect(new RegExp(RegexString).test(length)).toBe(isRefused);
    expect(Rules[0].Action.Block.CustomResponse.ResponseCode).toBe(413);
  });
});

describe('email', () => {
  test('S14: goes out with TLS or not at all, signed with 2048 bits, its bounces under our own name', () => {
    expect(only('AWS::SES::ConfigurationSet').Properties.DeliveryOptions).toEqual({ TlsPolicy: 'REQUIRE' });
    expect(only('AWS::SES::EmailIdentity').Properties).toMatchObject({
      EmailIdentity: INBOUND_DOMAIN,
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      FeedbackAttributes: { EmailForwardingEnabled: true },
      MailFromAttributes: { BehaviorOnMxFailure: 'REJECT_MESSAGE', MailFromDomain: `bounce.${INBOUND_DOMAIN}` },
    });
  });

  test('comes in by one rule on the whole domain: scanned, stored, then read', () => {
    const { Rule } = only('AWS::SES::ReceiptRule').Properties;

    expect(Rule).toMatchObject({
      Enabled: true,
      ScanEnabled: true,
      Recipients: [INBOUND_DOMAIN],
      TlsPolicy: 'Require',
    });
    expect(Rule.Actions.map((action: object) => Object.keys(action))).toEqual([['S3Action'], ['LambdaAction']]);
    expect(Rule.Actions[0].S3Action, 'would be client-side encryption').not.toHaveProperty('KmsKeyArn');
    expect(Rule.Actions[0].S3Action.ObjectKeyPrefix, 'is where the function looks').toBe(RAW_MAIL_PREFIX);
    expect(Rule.Actions[1].LambdaAction.InvocationType).toBe('Event');
  });

  test('F17: the rule is made after what lets it store and hand on, because SES tries both when it is made', () => {
    const { DependsOn } = only('AWS::SES::ReceiptRule');

    expect(DependsOn).toContainEqual(expect.stringContaining('MailRawPolicy'));
    expect(DependsOn).toContainEqual(expect.stringContaining('FromSes'));
  });

  test('S23: is kept 30 days under our key, without versions, closed to the public', () => {
    const raw = resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) => id.startsWith('MailRaw'));

    expect(raw).toHaveLength(1);
    expect(raw[0]![1].Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(raw[0]![1].Properties).not.toHaveProperty('VersioningConfiguration');
  });

  test('may be stored by our receipt rule of this account and by nobody else in SES', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Principal: { Service: 'ses.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: { 'aws:SourceArn': Match.anyValue() },
            },
          }),
        ]),
      },
    });
  });
});

describe('schedules', () => {
  test('F7: run by the clocks of London, each with a dead letter', () => {
    const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);

    expect(schedules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
      'rate(5 minutes)',
      'cron(0 8 * * ? *)',
      'cron(30 5 * * ? *)',
      'cron(15 8 * * ? *)',
    ]);
    for (const { ScheduleExpressionTimezone, Target } of schedules) {
      expect(ScheduleExpressionTimezone).toBe('Europe/London');
      expect(Target.DeadLetterConfig.Arn).toBeDefined();
    }
  });
});

describe('alarms', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');

  test('each tells a person, in a sentence, who is affected', () => {
    const topicId = resourcesOf(template, 'AWS::SNS::Topic')[0]![0];

    for (const [id, { Properties }] of alarms) {
      expect(Properties.AlarmDescription, id).toMatch(/^[A-Z].{40,}\.$/);
      expect(Properties.AlarmActions, id).toEqual([{ Ref: topicId }]);
    }
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: ALARM_EMAIL });
  });

  test('stand on the errors of every function', () => {
    const watched = alarms
      .filter(([, { Properties }]) => Properties.Namespace === 'AWS/Lambda' && Properties.MetricName === 'Errors')
      .map(([, { Properties }]) => Properties.Dimensions[0].Value.Ref);

    expect(sorted(watched)).toEqual(idsOf('AWS::Lambda::Function'));
  });

  test('stand on every dead-letter queue, because nobody looks into one otherwise', () => {
    const watched = alarms
      .filter(([, { Properties }]) => Properties.Namespace === 'AWS/SQS')
      .map(([, { Properties }]) => Properties.Dimensions[0].Value['Fn::GetAtt'][0]);

    expect(sorted(watched)).toEqual(idsOf('AWS::SQS::Queue'));
  });

  test('BEY-19: stand on whatever the code counts, so that none can be taken away unnoticed: that the bank holidays end soon, for one', () => {
    const files = globSync(['conduct/**/*.ts', 'functions/**/*.ts', 'services/**/*.ts'], { cwd: ROOT });
    const counted = files.flatMap((file) =>
      [...readFileSync(`${ROOT}${file}`, 'utf8').matchAll(/\.count\('(\w+)'/g)].map(([, metric]) => metric!),
    );

    expect(sorted(counted)).toEqual(sorted([...Object.keys(COUNTED), ...Object.values(HEARTBEATS)]));
    expect(counted).toContain('CalendarEndsSoon');
  });

  test.each(Object.entries(COUNTED))(
    'stand on %s, from the first one counted unless it says otherwise',
    (MetricName, { threshold }) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'CommonGround',
        MetricName,
        Statistic: 'Sum',
        Threshold: threshold ?? 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    },
  );

  test.each(['PublishFailure', 'PublishExpired'])('F17: stand on the receipt rule’s %s', (MetricName) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SES',
      MetricName,
      Dimensions: [{ Name: 'RuleName', Value: 'inbound' }],
    });
  });

  test('F16: are raised by silence too: a sweep or a digest that does not run at all', () => {
    const onSilence = alarms.filter(([, { Properties }]) => Properties.TreatMissingData === 'breaching');

    expect(onSilence.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'OnCallSweepSilent',
      'OnCallDigestsSilent',
    ]);
    // One digest run a day, and a day in October has 25 hours: 26 silent ones are needed to be sure.
    expect(onSilence.map(([, { Properties }]) => Properties.EvaluationPeriods)).toEqual([1, 26]);
    for (const [, { Properties }] of onSilence)
      expect(Properties).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: 1 });
  });
});

test('what a template cannot do is printed: the DNS records and how to start receiving', () => {
  const outputs = Object.values(template.toJSON()['Outputs'] as Record<string, { Value: unknown }>).map(({ Value }) =>
    JSON.stringify(Value),
  );

  expect(outputs.filter((value) => value.includes(' TXT v=DMARC1; p=reject;'))).toHaveLength(1);
  expect(outputs.filter((value) => value.includes('set-active-receipt-rule-set'))).toHaveLength(1);
});
