import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/**
 * POSTs from one address in five minutes. A council or a hospital shares one address, so this is far above what its
 * practitioners do together, and far below what guessing six-digit codes would need.
 */
const FORMS_PER_FIVE_MINUTES = 300;

/**
 * A body of two million bytes or more, by its length as announced. The function refuses a form of half that with a page of ours
 * (`MAX_POST_BYTES` in `functions/front-doors.ts`, which must stay below); this wall is for what no form sends. The firewall reads
 * only the first 64 KB of a body, so it cannot measure one. Whatever comes without a length meets API Gateway's limit and then
 * the function's.
 */
const TOO_LARGE = '^([2-9][0-9]{6}|[0-9]{8,})$';

/** AWS's common rules that read bodies. */
const COMMON_RULES_ON_BODIES = [
  'SizeRestrictions_BODY', // 8 KB: less than one full answer
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
];

/** What is refused before it reaches us, and what a person is told then. */
export class Firewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    const acl = new CfnWebACL(this, 'Rules', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('CommonGroundFirewall'),
      customResponseBodies: {
        'too-large': saying('This form is too long to send. Go back, shorten your longest answer, and send it again.'),
        'too-many': saying(
          'Too many forms were sent from your network. Wait 5 minutes, then go back and send yours again.',
        ),
      },
      rules: [
        {
          name: 'BodyTooLarge',
          priority: 0,
          action: { block: { customResponse: { responseCode: 413, customResponseBodyKey: 'too-large' } } },
          statement: {
            regexMatchStatement: {
              fieldToMatch: { singleHeader: { Name: 'content-length' } },
              regexString: TOO_LARGE,
              textTransformations: [{ priority: 0, type: 'NONE' }],
            },
          },
          visibilityConfig: seenAs('BodyTooLarge'),
        },
        {
          name: 'TooManyForms',
          priority: 1,
          action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: 'too-many' } } },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: FORMS_PER_FIVE_MINUTES,
              evaluationWindowSec: 300,
              scopeDownStatement: {
                byteMatchStatement: {
                  fieldToMatch: { method: {} },
                  positionalConstraint: 'EXACTLY',
                  searchString: 'POST',
                  textTransformations: [{ priority: 0, type: 'NONE' }],
                },
              },
            },
          },
          visibilityConfig: seenAs('TooManyForms'),
        },
        {
          name: 'CommonAttacks',
          priority: 2,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: 'AWSManagedRulesCommonRuleSet',
              // Counted, not refused: they judge what people write, and a practitioner pasting a web address or an email's
              // HTML must not lose a concern about a child to a guess. Every text is escaped wherever it is shown (S8).
              ruleActionOverrides: COMMON_RULES_ON_BODIES.map((name) => ({ name, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: seenAs('CommonAttacks'),
        },
      ],
    });
    this.arn = acl.attrArn;
  }
}

/** Counted, but no request is sampled: a sample would show what people typed to anybody with the console. */
const seenAs = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

const saying = (content: string): CfnWebACL.CustomResponseBodyProperty => ({ contentType: 'TEXT_PLAIN', content });
