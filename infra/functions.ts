import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Door, STATE_DOORS, TRIGGER_DOORS } from './doors.ts';
import type { EncryptionKeys } from './keys.ts';
import type { Machine } from './machines.ts';
import type { Mail } from './mail.ts';
import type { OnCall } from './on-call.ts';
import { arnOf, regionOf } from './place.ts';
import type { SafeRecord } from './record.ts';
import { ServiceFunction } from './service-function.ts';

interface FunctionsProps {
  /** Folder of the entry files. */
  folder: string;
  /** `https://…`, without a trailing slash: links in emails begin with it. */
  origin: string;
  keys: EncryptionKeys;
  record: SafeRecord;
  mail: Mail;
  machines: readonly Machine[];
  onCall: OnCall;
}

/** Every door as a function, granted exactly what its row in `doors.ts` says. */
export class Functions extends Construct {
  /** By name, as a machine's Tasks name them. */
  readonly states: ReadonlyMap<string, ServiceFunction>;
  readonly web: ServiceFunction;
  readonly receiveEmail: ServiceFunction;
  readonly sweep: ServiceFunction;
  readonly sendDigests: ServiceFunction;
  readonly refreshHolidays: ServiceFunction;
  readonly reconfirmDirectory: ServiceFunction;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);

    this.states = new Map(STATE_DOORS.map((door) => [door.name, this.open(door, props)]));
    this.web = this.open(TRIGGER_DOORS.web, props);
    this.receiveEmail = this.open(TRIGGER_DOORS.receiveEmail, props);
    this.sweep = this.open(TRIGGER_DOORS.sweep, props);
    this.sendDigests = this.open(TRIGGER_DOORS.sendDigests, props);
    this.refreshHolidays = this.open(TRIGGER_DOORS.refreshHolidays, props);
    this.reconfirmDirectory = this.open(TRIGGER_DOORS.reconfirmDirectory, props);
  }

  private open(door: Door, props: FunctionsProps): ServiceFunction {
    const made = new ServiceFunction(this, door.name, {
      entry: join(props.folder, `${door.name}.ts`),
      errorImpact: door.errorImpact,
      memoryMegabytes: door.memoryMegabytes ?? 512,
      timeout: door.timeout,
      isAsynchronous: door.isAsynchronous ?? false,
      makesDocuments: door.makesDocuments ?? false,
      operationsKey: props.keys.operations,
      onCall: props.onCall,
      // Names and addresses only. The secret is read from Secrets Manager by its name: a function's environment can be
      // listed by anybody who may list functions (S26).
      environment: {
        TABLE_NAME: props.record.table.tableName,
        KEYS_SECRET_ARN: props.record.signingKeys.secretArn,
        STATE_MACHINE_ARN_PREFIX: arnOf(this, 'states', 'stateMachine:'),
        MAIL_DOMAIN: props.mail.domain,
        CONFIGURATION_SET: props.mail.configurationSetName,
        ORIGIN: props.origin,
        ...(door.readsMail && { RAW_MAIL_BUCKET: props.mail.raw.bucketName }),
      },
    });
    for (const statement of permissionsOf(door, this, props)) made.addToRolePolicy(statement);
    if (door.readsMail) props.mail.acknowledgeReading(made);
    return made;
  }
}

/** A door's row as the statements of its role: exact actions on exact resources (S17). */
function permissionsOf(door: Door, scope: Construct, props: FunctionsProps): PolicyStatement[] {
  const { record, mail, keys, machines } = props;
  const tableArn = record.table.tableArn;
  const machineArns = machines.map(({ name }) => arnOf(scope, 'states', `stateMachine:${name}`));
  const openedBy = [...(door.signs ? ['secretsmanager'] : []), ...(door.readsMail ? ['s3'] : [])];
  /** The record key, only ever through the service that keeps something under it, never by itself. */
  const mayUseKey = (actions: string[], services: string[]) =>
    new PolicyStatement({
      actions,
      resources: [keys.record.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${regionOf(scope)}.amazonaws.com`) },
      },
    });

  const statements = [
    new PolicyStatement({
      actions: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        ...(door.deletes ? ['dynamodb:DeleteItem'] : []),
      ],
      resources: [tableArn],
    }),
    // What DynamoDB's guide asks of whoever uses a table under a key of one's own, its two wildcards written out.
    mayUseKey(
      ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      ['dynamodb'],
    ),
  ];
  if (openedBy.length > 0) statements.push(mayUseKey(['kms:Decrypt'], openedBy));
  if (door.queries)
    statements.push(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: door.queries.map((index) => `${tableArn}/index/${index}`),
      }),
    );
  if (door.signs)
    statements.push(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [record.signingKeys.secretArn] }),
    );
  if (door.sendsMail) statements.push(mail.maySend());
  if (door.starts) statements.push(new PolicyStatement({ actions: ['states:StartExecution'], resources: machineArns }));
  if (door.wakes) statements.push(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: machineArns }));
  if (door.readsMail) statements.push(...mail.mayRead());
  return statements;
}
