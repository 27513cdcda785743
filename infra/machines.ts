import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { OnCall } from './on-call.ts';
import { arnOf } from './place.ts';
import { DeadLetterQueue } from './service-function.ts';

/** A released machine: one policy version, as committed. */
export interface Machine {
  /** `<policy>-<version>`, which a record pins. */
  name: string;
  /** Amazon States Language; each Task names its function as `${function-name}`. */
  definition: string;
}

const SUFFIX = '.asl.json';

/** Every machine committed in `folder`, by name. Throws when there is none: a service without one would keep no deadline. */
export function releasedMachines(folder: string): Machine[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  if (files.length === 0) throw new Error(`${folder} holds no *${SUFFIX}: compile the policies before synthesizing`);
  return files
    .sort()
    .map((file) => ({ name: file.slice(0, -SUFFIX.length), definition: readFileSync(join(folder, file), 'utf8') }));
}

const PLACEHOLDER = /\$\{([a-z-]+)\}/g;

/** The functions a machine's Tasks name. */
export const functionsNamedIn = ({ definition }: Machine): string[] => [
  ...new Set([...definition.matchAll(PLACEHOLDER)].map(([, name]) => name!)),
];

/** Each policy version's machine, and an alarm when an execution of one ends as it never should. */
export class Machines extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: {
      machines: readonly Machine[];
      functions: ReadonlyMap<string, IFunction>;
      operationsKey: IKey;
      onCall: OnCall;
    },
  ) {
    super(scope, id);
    const { machines, functions, operationsKey, onCall } = props;

    const logGroup = new LogGroup(this, 'Log', {
      // Step Functions adds every group it writes to one account-wide policy of limited size, unless named under this prefix.
      logGroupName: '/aws/vendedlogs/states/common-ground',
      encryptionKey: operationsKey,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    for (const machine of machines) this.release(machine, functions, logGroup);
    this.tellWhenOneEndsBadly(machines, onCall, operationsKey);
  }

  private release(machine: Machine, functions: ReadonlyMap<string, IFunction>, logGroup: LogGroup): void {
    const called = functionsNamedIn(machine).map((name) => {
      const called = functions.get(name);
      if (!called)
        throw new Error(`statemachines/${machine.name}${SUFFIX} names ${name}, which is no function of a state`);
      return { name, arn: called.functionArn };
    });

    const role = new Role(this, `${machine.name}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      // The functions themselves, not `arn:*`: a Task never names a version.
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: called.map(({ arn }) => arn) }),
    );

    const made = new StateMachine(this, machine.name, {
      stateMachineName: machine.name,
      // Replaced here and not by CloudFormation's DefinitionSubstitutions, so that a name nobody replaced fails the synthesis.
      definitionBody: DefinitionBody.fromString(
        called.reduce((text, { name, arn }) => text.replaceAll(`\${${name}}`, arn), machine.definition),
      ),
      role,
      // Every event, as AWS's own advice asks (SF1), but never what an execution carries, though that is only an id.
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
      // Disagreements are pinned to their policy's version: a machine is taken away only by hand, when none is open on it.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Step Functions sets up log delivery and X-Ray on the machine’s behalf, and neither service has resources to name in ' +
        'a policy. They carry event types and timings, no execution data.',
    });
    made.node.addDependency(role);
  }

  private tellWhenOneEndsBadly(machines: readonly Machine[], onCall: OnCall, operationsKey: IKey): void {
    const impact =
      'An execution that keeps a disagreement’s deadlines has stopped. The sweep starts another within ten minutes; if this ' +
      'comes again for the same disagreement, people are not being asked in time.';
    const rule = new Rule(this, 'EndedBadly', {
      description: impact,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'ABORTED', 'TIMED_OUT'],
          stateMachineArn: machines.map(({ name }) => arnOf(this, 'states', `stateMachine:${name}`)),
        },
      },
    });
    const untold = new DeadLetterQueue(this, 'UntoldFailures', {
      operationsKey,
      onCall,
      impact: 'Nobody could be told that an execution stopped: look at the executions that failed, and at this topic.',
    });
    Validations.of(untold).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is a dead-letter queue itself, which the rule knows of functions and schedules but not of EventBridge.',
    });
    rule.addTarget(
      new SnsTopic(onCall.topic, {
        deadLetterQueue: untold,
        maxEventAge: Duration.hours(24),
        message: RuleTargetInput.fromText(
          `${impact}\n\n${EventField.fromPath('$.detail.name')} ended as ${EventField.fromPath('$.detail.status')}.`,
        ),
      }),
    );
  }
}
