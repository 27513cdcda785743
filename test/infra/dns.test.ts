import { expect, test } from 'vitest';
import { dnsRecords } from '../../infra/dns.ts';
import { mailTlsPolicy, mailTlsPolicyId } from '../../infra/mail-tls-policy.ts';

const records = dnsRecords({
  domain: 'concerns.example',
  pagesHost: 'd-123.execute-api.example',
  inboundDomain: 'post.concerns.example',
  inboundHost: 'inbound.example',
  bounceDomain: 'bounce.post.concerns.example',
  region: 'eu-west-2',
  dkim: [{ name: 'k1._domainkey.post.concerns.example', value: 'k1.dkim.example' }],
  tlsPolicy: { servedBy: 'd-456.execute-api.example', host: 'mta-sts.post.concerns.example', id: 'abc123' },
  reportsTo: 'on-call@concerns.example',
});

test.each([
  ['concerns.example', 'CNAME', 'd-123.execute-api.example'],
  ['post.concerns.example', 'MX', '10 inbound.example'],
  ['k1._domainkey.post.concerns.example', 'CNAME', 'k1.dkim.example'],
  ['bounce.post.concerns.example', 'MX', '10 feedback-smtp.eu-west-2.amazonses.com'],
  ['bounce.post.concerns.example', 'TXT', 'v=spf1 include:amazonses.com -all'],
  ['post.concerns.example', 'TXT', 'v=spf1 include:amazonses.com -all'],
  ['_dmarc.post.concerns.example', 'TXT', 'v=DMARC1; p=reject; adkim=s; aspf=r; rua=mailto:on-call@concerns.example'],
  ['mta-sts.post.concerns.example', 'CNAME', 'd-456.execute-api.example'],
  ['_mta-sts.post.concerns.example', 'TXT', 'v=STSv1; id=abc123'],
  ['_smtp._tls.post.concerns.example', 'TXT', 'v=TLSRPTv1; rua=mailto:on-call@concerns.example'],
])('S14: the administrator is given %s %s %s', (name, type, value) => {
  expect(records).toContainEqual(expect.objectContaining({ name, type, value }));
});

test('S14: every record says what it is for, because its administrator may be in another organisation', () => {
  for (const { name, why } of records) expect(why, name).toMatch(/^[A-Z].{10,}/);
});

test('S14: the MTA-STS policy enforces encryption to our own host, in the lines of RFC 8461', () => {
  expect(mailTlsPolicy('inbound.example').split('\r\n')).toEqual([
    'version: STSv1',
    'mode: enforce',
    'mx: inbound.example',
    'max_age: 1209600',
    '',
  ]);
});

test('S14: the policy’s name changes with the policy, because senders fetch it again only then', () => {
  const name = mailTlsPolicyId(mailTlsPolicy('inbound.example'));

  expect(name).toMatch(/^[0-9a-z]{1,32}$/); // RFC 8461 §3.1
  expect(mailTlsPolicyId(mailTlsPolicy('elsewhere.example'))).not.toBe(name);
});
