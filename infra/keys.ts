import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { accountOf, regionOf } from './place.ts';

/**
 * Two keys of our own, rotated yearly. `record` opens what people wrote: the table, the signing secret, raw mail. `operations`
 * opens what runs the service: logs, dead letters, alarms. So AWS's own services, which must use the second, never hold the first.
 */
export class EncryptionKeys extends Construct {
  readonly record: Key;
  readonly operations: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.record = new Key(this, 'Record', {
      description: 'Common Ground: disagreements, signing secret, raw mail',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    this.operations = new Key(this, 'Operations', {
      description: 'Common Ground: logs, dead letters, alarms',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.operations.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogsOfThisAccount',
        principals: [new ServicePrincipal(`logs.${regionOf(this)}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'], // in a key's policy: this key
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupsOf(this) } },
      }),
    );
    this.operations.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key's policy: this key
        conditions: { StringEquals: { 'aws:SourceAccount': accountOf(this) } },
      }),
    );
    this.operations.addToResourcePolicy(
      new PolicyStatement({
        // No condition on the account: EventBridge does not say its source to KMS when it publishes to an encrypted topic. What
        // it may publish to is said by the topic's and the queue's own policies.
        sid: 'EventsToOurTopicAndQueue',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key's policy: this key
      }),
    );
  }
}

const logGroupsOf = (scope: Construct): string =>
  Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
