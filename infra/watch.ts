import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import type { Mail } from './mail.ts';
import type { OnCall } from './on-call.ts';

/** What the functions count (`Log.count`) whenever something needed repair or failed, and why anybody should get up for it. */
export const COUNTED: Readonly<Record<string, { impact: string; threshold?: number }>> = {
  SweepStartedAgain: {
    impact:
      'A disagreement’s clock had stopped and the sweep started it again: an action on it may have come ten minutes late.',
  },
  SweepWoke: {
    impact:
      'The sweep noticed a deadline or an answer that the disagreement’s own clock had missed: people were asked a few minutes late.',
  },
  SweepSettled: {
    impact:
      'Something was written, but what follows from it (an email, a wake) waited for the sweep: find out what crashed.',
  },
  SweepFailed: {
    impact: 'The sweep cannot repair a disagreement: people in it are not being told what is due until somebody looks.',
  },
  OutboxResent: {
    impact: 'An email was left half sent and has been sent again: its recipient may have it twice.',
  },
  OutboxRefused: {
    // One refusal is tried again by itself; a run of them is a quota, a key or an identity (F4).
    threshold: 5,
    impact:
      'SES keeps refusing our emails: people at the next tier hear late. Look at the sending quota and the identity.',
  },
  OutboxGaveUp: {
    impact:
      'An email could not be sent at all: somebody who must act on a disagreement has not been told. Tell them another way.',
  },
  CodeNotSentAtOnce: {
    impact:
      'A sign-in code could not be sent while somebody waited for it: they cannot open or answer a disagreement until it comes.',
  },
  HeldMail: {
    impact:
      'An email could not be trusted or placed and is held: a person must read it, it may be about a child at risk.',
  },
  PageFailed: {
    impact:
      'Somebody was shown our apology instead of a page: what they sent may not have been accepted. Its id is in the log.',
  },
  LookNotKept: {
    impact:
      'Somebody read a disagreement and it could not be kept that they did: a lead who asks who looked is told of fewer than there were.',
  },
  DigestMissing: {
    impact: 'A safeguarding lead’s digest came late or missed a day: they may not have known what was overdue.',
  },
  HolidaysRefused: {
    impact:
      'GOV.UK’s bank holidays could not be had or were no list: a newly announced holiday is not known, and a deadline may fall on it.',
  },
  ReaimFailed: {
    impact:
      'A deadline could not be counted again after the bank holidays changed: its people were not told the new one. It never ends early.',
  },
  CalendarEndsSoon: {
    impact:
      'The bank holidays we know end within six months: disagreements with later deadlines will be refused. Look at the list.',
  },
};

/** What a function counts each time it ran to its end. Silence is what raises the alarm (F16). */
export const HEARTBEATS = { sweep: 'SweepRan' } as const;

/** Alarms on what no single function can notice about itself, above all on its not running at all. */
export class Watch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { functions, mail, onCall }: { functions: Functions; mail: Mail; onCall: OnCall },
  ) {
    super(scope, id);

    for (const [metricName, { impact, threshold }] of Object.entries(COUNTED))
      onCall.alarm(metricName, { impact, threshold, metric: counted(metricName, Duration.minutes(5)) });

    onCall.alarm('SweepSilent', {
      impact:
        'The sweep has not once finished in 15 minutes: nothing repairs what a failure leaves undone, so deadlines may pass unnoticed.',
      metric: counted(HEARTBEATS.sweep, Duration.minutes(15)),
      whenMissing: true,
    });
    onCall.alarm('DigestsSilent', {
      impact: 'The morning’s digests have not run for a day: safeguarding leads do not know what is waiting for them.',
      metric: finished(functions.sendDigests, Duration.hours(1)),
      // An autumn day has 25 hours, and the run itself takes a while.
      periods: 26,
      whenMissing: true,
    });

    for (const [metricName, impact] of [
      [
        'PublishFailure',
        'An email from a practitioner reached SES and could not be stored or handed on. SES keeps trying for four hours: look at the bucket, its key and the function.',
      ],
      ['PublishExpired', 'SES gave up on an email after four hours: it is lost, and its sender does not know.'],
    ] as const)
      onCall.alarm(metricName, {
        impact,
        metric: new Metric({
          namespace: 'AWS/SES',
          metricName,
          dimensionsMap: { RuleName: mail.ruleName },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
      });

    for (const [metricName, threshold, impact] of [
      // Half of the rates at which AWS puts an account under review.
      [
        'Reputation.BounceRate',
        0.025,
        'Many emails come back: people at the next tier are not being reached, and SES may stop us sending.',
      ],
      [
        'Reputation.ComplaintRate',
        0.0005,
        'Recipients mark our emails as junk: SES may stop us sending, and then nobody is asked.',
      ],
    ] as const)
      onCall.alarm(metricName.replace('.', ''), {
        impact,
        threshold,
        metric: new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Maximum', period: Duration.hours(1) }),
      });
  }
}

/** Metrics that the functions count themselves, written into their logs (EMF), so nobody needs permission to publish. */
const counted = (metricName: string, period: Duration): Metric =>
  new Metric({ namespace: 'CommonGround', metricName, statistic: 'Sum', period });

/** How many times a function ran to its end without an error. */
function finished(what: IFunction, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'FILL(ran, 0) - FILL(failed, 0)',
    usingMetrics: {
      ran: what.metricInvocations({ period, statistic: 'Sum' }),
      failed: what.metricErrors({ period, statistic: 'Sum' }),
    },
    period,
  });
}
