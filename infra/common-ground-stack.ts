import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type DnsRecord, dnsRecords } from './dns.ts';
import { Functions } from './functions.ts';
import { EncryptionKeys } from './keys.ts';
import { Machines, releasedMachines } from './machines.ts';
import { Mail, mailFromDomain } from './mail.ts';
import { MailTlsPolicy, mailTlsPolicy, mailTlsPolicyHost, mailTlsPolicyId } from './mail-tls-policy.ts';
import { OnCall } from './on-call.ts';
import { PeoplesDoor } from './peoples-door.ts';
import { SafeRecord } from './record.ts';
import { Schedules } from './schedules.ts';
import { Watch } from './watch.ts';

interface CommonGroundProps extends StackProps {
  /** Where people reach the pages. */
  domain: string;
  /** The whole domain the service receives email at and sends from. */
  inboundDomain: string;
  /** Who is told when an alarm is raised. */
  alarmEmail: string;
  /** Folder of the functions' entry files. */
  functionsFolder: string;
  /** Folder of the released machines. */
  machinesFolder: string;
}

/** The AWS edition, whole. Read it as a table of contents. */
export class CommonGroundStack extends Stack {
  constructor(scope: Construct, id: string, props: CommonGroundProps) {
    super(scope, id, props);
    const machines = releasedMachines(props.machinesFolder);

    const keys = new EncryptionKeys(this, 'Keys');
    const onCall = new OnCall(this, 'OnCall', { email: props.alarmEmail, key: keys.operations });
    const record = new SafeRecord(this, 'Record', { key: keys.record });
    const mail = new Mail(this, 'Mail', { domain: props.inboundDomain, key: keys.record });
    const functions = new Functions(this, 'Functions', {
      folder: props.functionsFolder,
      origin: `https://${props.domain}`,
      keys,
      record,
      mail,
      machines,
      onCall,
    });
    mail.receiveWith(functions.receiveEmail);
    const tlsPolicy = mailTlsPolicy(mail.inboundHost);
    const tlsDoor = new MailTlsPolicy(this, 'MailTlsPolicy', { inboundDomain: props.inboundDomain, policy: tlsPolicy });
    const door = new PeoplesDoor(this, 'PeoplesDoor', {
      domain: props.domain,
      web: functions.web,
      operationsKey: keys.operations,
      onCall,
    });
    new Machines(this, 'Machines', { machines, functions: functions.states, operationsKey: keys.operations, onCall });
    new Schedules(this, 'Schedules', { functions, operationsKey: keys.operations });
    new Watch(this, 'Watch', { functions, mail, onCall });

    new CfnOutput(this, 'SigningSecret', {
      value: record.signingKeys.secretArn,
      description: 'How to change it: infra/README.md',
    });
    this.printWhatAPersonMustDo(
      mail,
      dnsRecords({
        domain: props.domain,
        pagesHost: door.api.domainName!.domainNameAliasDomainName,
        inboundDomain: props.inboundDomain,
        inboundHost: mail.inboundHost,
        bounceDomain: mailFromDomain(props.inboundDomain),
        region: this.region,
        dkim: mail.dkimRecords,
        tlsPolicy: {
          servedBy: tlsDoor.api.domainName!.domainNameAliasDomainName,
          host: mailTlsPolicyHost(props.inboundDomain),
          id: mailTlsPolicyId(tlsPolicy),
        },
        reportsTo: props.alarmEmail,
      }),
    );
  }

  /** What no template can do: another organisation's DNS, and a switch that belongs to the whole account. */
  private printWhatAPersonMustDo(mail: Mail, records: readonly DnsRecord[]): void {
    records.forEach(({ name, type, value, why }, index) => {
      new CfnOutput(this, `Dns${String(index + 1).padStart(2, '0')}`, {
        value: `${name} ${type} ${value}`,
        description: why,
      });
    });
    new CfnOutput(this, 'StartReceiving', {
      description:
        'Run once. An account has one active rule set: making ours the active one would silently stop another service’s mail, ' +
        'so a deployment never does it by itself.',
      value: `aws ses set-active-receipt-rule-set --region ${this.region} --rule-set-name ${mail.ruleSetName}`,
    });
  }
}
