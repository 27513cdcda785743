import { type CfnElement, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import {
  CfnReceiptRule,
  CfnReceiptRuleSet,
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { accountOf, arnOf, regionOf } from './place.ts';

const RULE_SET = 'common-ground';
const RULE = 'inbound';

/** Where received mail lies in its bucket. `services/aws-mail.ts` reads it there: change one and you have to change the other. */
const INBOUND = 'inbound/';

/** S23: raw mail is needed while a message is read or held for a person, and then only takes up risk. Days. */
const RAW_MAIL_DAYS = 30;

/** Email out, under one domain that proves itself, and the place where email in is first kept. */
export class Mail extends Construct {
  readonly domain: string;
  readonly raw: Bucket;
  readonly configurationSetName: string;
  readonly ruleSetName = RULE_SET;
  readonly ruleName = RULE;
  /** The CNAMEs by which receivers check our signature. */
  readonly dkimRecords: { name: string; value: string }[];
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { domain, key }: { domain: string; key: IKey }) {
    super(scope, id);
    this.domain = domain;
    this.key = key;

    const configurationSet = new ConfigurationSet(this, 'Sending', {
      // A receiver without TLS gets nothing, and the disagreement shows "not delivered" (S14, F5).
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.configurationSetName = configurationSet.configurationSetName;

    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain),
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
      configurationSet,
      mailFromDomain: mailFromDomain(domain),
      // Bounces and out-of-office notices come by email to the address each message was sent from, which is signed (F5, BEY-16).
      feedbackForwarding: true,
      // Rather no email than one that fails our own DMARC policy; the outbox tries again and an alarm is raised.
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.REJECT_MESSAGE,
    });
    this.dkimRecords = identity.dkimRecords.map(({ name, value }) => ({ name, value }));

    this.raw = this.bucketForRawMail();
  }

  /**
   * Sending under our own domain and with TLS required, and no other way: the identity and the configuration set are both
   * resources of a send, and the From address must be ours.
   */
  maySend(): PolicyStatement {
    return new PolicyStatement({
      actions: ['ses:SendRawEmail'],
      resources: [
        arnOf(this, 'ses', `identity/${this.domain}`),
        arnOf(this, 'ses', `configuration-set/${this.configurationSetName}`),
      ],
      conditions: { StringLike: { 'ses:FromAddress': `*@${this.domain}` } },
    });
  }

  /** Any one message, and to be told "not there" instead of "not allowed" when one has expired, which S3 says only to a lister. */
  mayRead(): PolicyStatement[] {
    return [
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [this.raw.arnForObjects(`${INBOUND}*`)] }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.raw.bucketArn] }),
    ];
  }

  /** Explains the one wildcard that {@link mayRead} needs. */
  acknowledgeReading(reader: IFunction): void {
    const bucketId = reader.stack.getLogicalId(this.raw.node.defaultChild as CfnElement);
    Validations.of(reader.role!).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${INBOUND}*]`,
      reason:
        'SES names each message’s object; the function reads any one of them, in this folder of this bucket only.',
    });
  }

  /**
   * Receives everything sent to the domain: stored first, then read. One rule, because a signed address is known only to the
   * function, and an address that is mistyped must reach a person too.
   */
  receiveWith(reader: IFunction): void {
    const set = new CfnReceiptRuleSet(this, 'RuleSet', { ruleSetName: RULE_SET });

    reader.addPermission('FromSes', {
      principal: new ServicePrincipal('ses.amazonaws.com'),
      sourceAccount: accountOf(this),
      sourceArn: this.ruleArn(),
    });
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: set.ref,
      rule: {
        name: RULE,
        enabled: true,
        recipients: [this.domain],
        scanEnabled: true,
        // A server that cannot encrypt is told so at once and tells its sender, instead of sending a child's details in clear.
        tlsPolicy: 'Require',
        actions: [
          // No kmsKeyArn: it would mean that SES encrypts on the client's side, which nothing of ours could read.
          { s3Action: { bucketName: this.raw.bucketName, objectKeyPrefix: INBOUND } },
          { lambdaAction: { functionArn: reader.functionArn, invocationType: 'Event' } },
        ],
      },
    });
    // SES tries both actions when the rule is made, so both permissions must be there.
    rule.node.addDependency(this.raw.policy!, this.key);
    rule.node.addDependency(reader.node.findChild('FromSes'));
  }

  private bucketForRawMail(): Bucket {
    const accessLogs = new Bucket(this, 'AccessLogs', {
      // S3 delivers its access logs only into a bucket under its own encryption.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const raw = new Bucket(this, 'Raw', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLogs,
      // No versions: what has expired must be gone.
      lifecycleRules: [
        { expiration: Duration.days(RAW_MAIL_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const onlyOurRule = {
      StringEquals: { 'aws:SourceAccount': accountOf(this) },
      ArnLike: { 'aws:SourceArn': this.ruleArn() },
    };
    const ses = new ServicePrincipal('ses.amazonaws.com');
    raw.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OurReceiptRuleMayStore',
        principals: [ses],
        actions: ['s3:PutObject'],
        resources: [raw.arnForObjects(`${INBOUND}*`)],
        conditions: onlyOurRule,
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OurReceiptRuleMayEncrypt',
        principals: [ses],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key's policy: this key
        conditions: onlyOurRule,
      }),
    );
    return raw;
  }

  private ruleArn(): string {
    return arnOf(this, 'ses', `receipt-rule-set/${RULE_SET}:receipt-rule/${RULE}`);
  }

  /** The host that receives for the domain in this region. */
  get inboundHost(): string {
    return `inbound-smtp.${regionOf(this)}.amazonaws.com`;
  }
}

/** The subdomain bounces come back to, so that SPF is ours as well as DKIM. */
export const mailFromDomain = (domain: string): string => `bounce.${domain}`;
