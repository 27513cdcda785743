import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import { accountOf } from './place.ts';
import { mayLeaveDeadLetters, type ServiceFunction } from './service-function.ts';

/** Hours are as people in the partnerships read them, summer and winter (F7). */
const TIMEZONE = 'Europe/London';

/** What happens because of the time of day. Deadlines are not here: each disagreement's own machine keeps those. */
export class Schedules extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { functions, operationsKey }: { functions: Functions; operationsKey: IKey },
  ) {
    super(scope, id);

    this.every('Sweep', 'rate(5 minutes)', functions.sweep, operationsKey);
    // Every day: which days are working days is the calendar's business, and the function asks it.
    this.every('Digests', 'cron(0 8 * * ? *)', functions.sendDigests, operationsKey);
    // Before anybody's working day begins and before the digests.
    this.every('Holidays', 'cron(30 5 * * ? *)', functions.refreshHolidays, operationsKey);
    // After the digests, and before the hours in which its emails leave.
    this.every('Reconfirming', 'cron(15 8 * * ? *)', functions.reconfirmDirectory, operationsKey);
  }

  private every(name: string, when: string, what: ServiceFunction, operationsKey: IKey): void {
    const { deadLetters } = what;
    if (!deadLetters) throw new Error(`${what.node.id} is run by a schedule, so its door must say isAsynchronous`);

    const role = new Role(this, `${name}Role`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': accountOf(this) } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [what.functionArn] }));
    for (const statement of mayLeaveDeadLetters(deadLetters, operationsKey)) role.addToPolicy(statement);

    const schedule = new CfnSchedule(this, name, {
      scheduleExpression: when,
      scheduleExpressionTimezone: TIMEZONE,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: what.functionArn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: deadLetters.queueArn },
        // What could not be started for an hour is better done by the next one: each does whatever was missed (F16).
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
      },
    });
    schedule.node.addDependency(role);
  }
}
