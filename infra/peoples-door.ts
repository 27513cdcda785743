import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaRestApi,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { Firewall } from './firewall.ts';
import type { OnCall } from './on-call.ts';

/** Requests a second, and at one instant, for the whole service: a country's partnerships use a small part of it. */
const THROTTLE = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };

/** Who asked for what and what came of it. No address, no query, no body: paths hold references, which are nobody's data. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    at: '$context.requestTime',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    milliseconds: '$context.responseLatency',
    refusedByFirewall: '$context.wafResponseCode',
    integrationError: '$context.integrationErrorMessage',
  }),
);

/** The one way in for people: our own domain, a firewall, and one function that serves pages and hashed assets. */
export class PeoplesDoor extends Construct {
  readonly api: LambdaRestApi;

  constructor(
    scope: Construct,
    id: string,
    { domain, web, operationsKey, onCall }: { domain: string; web: IFunction; operationsKey: IKey; onCall: OnCall },
  ) {
    super(scope, id);

    const accessLog = new LogGroup(this, 'AccessLog', {
      encryptionKey: operationsKey,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    this.api = new LambdaRestApi(this, 'Api', {
      handler: web,
      proxy: true,
      // A record's PDF travels as bytes. API Gateway looks at the first type that a browser says it accepts, which is never that of a
      // file: so every answer may be bytes, and the function says which ones are.
      binaryMediaTypes: ['*/*'],
      integrationOptions: { allowTestInvoke: false },
      endpointTypes: [EndpointType.REGIONAL],
      // Only our own domain answers: under the default one, no Origin would be ours and nobody would know the address.
      disableExecuteApiEndpoint: true,
      domainName: {
        domainName: domain,
        certificate: new Certificate(this, 'Certificate', {
          domainName: domain,
          // The deployment waits until the domain's administrator has added the record that the console shows.
          validation: CertificateValidation.fromDns(),
        }),
        endpointType: EndpointType.REGIONAL,
        securityPolicy: SecurityPolicy.TLS_1_2,
      },
      cloudWatchRole: true, // without it an account's API stages can write no log at all
      deployOptions: {
        ...THROTTLE,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: ACCESS_LOG,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false, // would write bodies, and with them what people said
        tracingEnabled: true,
      },
    });
    this.explainWhatThePackAsks();

    const firewall = new Firewall(this, 'Firewall');
    new CfnWebACLAssociation(this, 'FirewallOnStage', {
      resourceArn: this.api.deploymentStage.stageArn,
      webAclArn: firewall.arn,
    });

    onCall.alarm('PagesFailing', {
      impact: 'People trying to raise or answer a disagreement are getting an error page instead of ours.',
      metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
    });
  }

  private explainWhatThePackAsks(): void {
    const api = Validations.of(this.api);
    api.acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason:
          'API Gateway validates JSON only and these are HTML forms. The function validates each with zod and gives the page ' +
          'back with what was typed; the firewall refuses bodies that are too large.',
      },
      {
        id: 'AwsSolutions-APIG4',
        reason:
          'Nobody has an account. A form is opened by the six-digit code sent to a work address, and the function checks the ' +
          'session and the person’s place on every request (ADR 005).',
      },
      { id: 'AwsSolutions-COG4', reason: 'As APIG4: there is no user pool, because nobody has an account.' },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason:
          'The account’s one role for API Gateway’s logs; AWS documents this managed policy for it and keeps it right.',
      },
    );
  }
}
