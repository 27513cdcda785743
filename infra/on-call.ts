import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { accountOf } from './place.ts';

interface AlarmProps {
  /** Who is affected, and how, in a sentence for the person woken by it. */
  impact: string;
  metric: IMetric;
  /** The value that raises it. 1 unless told: most of what we count should never happen. */
  threshold?: number | undefined;
  /** How many of the metric's periods must all be so. One unless told. */
  periods?: number;
  /** Raise when the value falls below the threshold, or when there is no value at all: for what must keep happening. */
  whenMissing?: true;
}

/** Whoever must act when the service cannot heal itself: one topic, one address, and a sentence with every alarm. */
export class OnCall extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email, key }: { email: string; key: IKey }) {
    super(scope, id);

    this.topic = new Topic(this, 'Topic', { displayName: 'Common Ground alarms', masterKey: key, enforceSSL: true });
    this.topic.addSubscription(new EmailSubscription(email));

    // A topic with a policy of its own loses the default one, which let this account's alarms publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': accountOf(this) } },
      }),
    );
  }

  alarm(id: string, { impact, metric, threshold = 1, periods = 1, whenMissing }: AlarmProps): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: impact,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: whenMissing
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenMissing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
