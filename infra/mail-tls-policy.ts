import { createHash } from 'node:crypto';
import { Validations } from 'aws-cdk-lib';
import {
  EndpointType,
  MockIntegration,
  PassthroughBehavior,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';

/** How long a sender remembers the policy: two weeks, between the week and the year that RFC 8461 suggests. Seconds. */
const REMEMBERED_FOR = 14 * 24 * 60 * 60;

/** The MTA-STS policy of a domain whose email `inboundHost` receives (RFC 8461 §3.2): encrypted to that host, or not at all. */
export const mailTlsPolicy = (inboundHost: string): string =>
  ['version: STSv1', 'mode: enforce', `mx: ${inboundHost}`, `max_age: ${REMEMBERED_FOR}`, ''].join('\r\n');

/** Names this very policy in DNS: a sender fetches it again when the name changes. */
export const mailTlsPolicyId = (policy: string): string =>
  createHash('sha256').update(policy).digest('hex').slice(0, 32);

/** The host at which senders look for it. */
export const mailTlsPolicyHost = (inboundDomain: string): string => `mta-sts.${inboundDomain}`;

/** Serves one public text at the one address where senders look for it, with no function behind it. */
export class MailTlsPolicy extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { inboundDomain, policy }: { inboundDomain: string; policy: string }) {
    super(scope, id);
    const host = mailTlsPolicyHost(inboundDomain);

    this.api = new RestApi(this, 'Api', {
      endpointTypes: [EndpointType.REGIONAL],
      disableExecuteApiEndpoint: true,
      cloudWatchRole: false,
      domainName: {
        domainName: host,
        certificate: new Certificate(this, 'Certificate', {
          domainName: host,
          validation: CertificateValidation.fromDns(),
        }),
        endpointType: EndpointType.REGIONAL,
        securityPolicy: SecurityPolicy.TLS_1_2,
      },
      deployOptions: { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
    });
    this.api.root
      .addResource('.well-known')
      .addResource('mta-sts.txt')
      .addMethod(
        'GET',
        new MockIntegration({
          passthroughBehavior: PassthroughBehavior.NEVER,
          requestTemplates: { 'application/json': '{"statusCode":200}' },
          integrationResponses: [
            {
              statusCode: '200',
              responseParameters: { 'method.response.header.Content-Type': "'text/plain'" },
              responseTemplates: { 'text/plain': policy },
            },
          ],
        }),
        {
          methodResponses: [{ statusCode: '200', responseParameters: { 'method.response.header.Content-Type': true } }],
        },
      );

    const reason =
      'One public text, the same for everybody, answered by API Gateway itself: there is nothing to protect, to validate or ' +
      'to log, and it is throttled.';
    for (const rule of ['APIG1', 'APIG2', 'APIG3', 'APIG4', 'APIG6', 'COG4'])
      Validations.of(this.api).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
}
