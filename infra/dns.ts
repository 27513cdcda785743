/** One record to add at the domain's DNS, and what for. */
export interface DnsRecord {
  name: string;
  type: 'CNAME' | 'MX' | 'TXT';
  value: string;
  why: string;
}

/** What the records point at. */
interface DnsTargets {
  domain: string;
  /** Host that API Gateway gave our domain. */
  pagesHost: string;
  inboundDomain: string;
  /** Host at which SES receives. */
  inboundHost: string;
  /** Subdomain of `inboundDomain` that bounces come back to. */
  bounceDomain: string;
  region: string;
  dkim: readonly { name: string; value: string }[];
  /** Host that API Gateway gave the MTA-STS policy, the host senders look for it at, and the policy's name. */
  tlsPolicy: { servedBy: string; host: string; id: string };
  /** Where receivers send reports of forged mail and of failed encryption. */
  reportsTo: string;
}

/**
 * Every record the administrator of the two domains must add before email flows, as NCSC and GOV.UK ask of public-sector mail:
 * DKIM, SPF on our own return path, DMARC refusing forgeries, MTA-STS, and a report wherever encryption failed (S14).
 */
export function dnsRecords(to: DnsTargets): DnsRecord[] {
  return [
    { name: to.domain, type: 'CNAME', value: to.pagesHost, why: 'People reach the pages' },
    { name: to.inboundDomain, type: 'MX', value: `10 ${to.inboundHost}`, why: 'Email reaches the service' },
    ...to.dkim.map(({ name, value }) => ({
      name,
      type: 'CNAME' as const,
      value,
      why: 'DKIM: receivers check our signature',
    })),
    {
      name: to.bounceDomain,
      type: 'MX',
      value: `10 feedback-smtp.${to.region}.amazonses.com`,
      why: 'Bounces come back to us',
    },
    {
      name: to.bounceDomain,
      type: 'TXT',
      value: 'v=spf1 include:amazonses.com -all',
      why: 'SPF: only SES sends for the return path',
    },
    {
      name: to.inboundDomain,
      type: 'TXT',
      value: 'v=spf1 include:amazonses.com -all',
      why: 'SPF: only SES sends for the domain',
    },
    {
      name: `_dmarc.${to.inboundDomain}`,
      type: 'TXT',
      // DKIM strictly aligned; SPF relaxed, since the return path is a subdomain.
      value: `v=DMARC1; p=reject; adkim=s; aspf=r; rua=mailto:${to.reportsTo}`,
      why: 'DMARC: receivers refuse forgeries of us',
    },
    { name: to.tlsPolicy.host, type: 'CNAME', value: to.tlsPolicy.servedBy, why: 'MTA-STS: senders read our policy' },
    {
      name: `_mta-sts.${to.inboundDomain}`,
      type: 'TXT',
      value: `v=STSv1; id=${to.tlsPolicy.id}`,
      why: 'MTA-STS: senders encrypt to us or do not send',
    },
    {
      name: `_smtp._tls.${to.inboundDomain}`,
      type: 'TXT',
      value: `v=TLSRPTv1; rua=mailto:${to.reportsTo}`,
      why: 'TLS-RPT: senders report where encryption failed',
    },
  ];
}
