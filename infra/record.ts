import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * The sparse indexes of the table, as `INDEX_NAMES` in `services/table.ts` names them: change one and you have to change the
 * other. Infrastructure imports no runtime code, so a test compares the two.
 */
const INDEXES = ['owed', 'alarm', 'outbox', 'listed'] as const;
/** One of them. */
export type Index = (typeof INDEXES)[number];

/** Where truth is kept, and the secret that signs it. Both outlive the stack: deleting them is never a side effect. */
export class SafeRecord extends Construct {
  readonly table: Table;
  readonly signingKeys: Secret;

  constructor(scope: Construct, id: string, { key }: { key: IKey }) {
    super(scope, id);

    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of INDEXES) {
      this.table.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: { name: `${index}Pk`, type: AttributeType.STRING },
        sortKey: { name: `${index}Sk`, type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }

    // As `secretsSchema` in `services/keys.ts` reads it: the newest signs, every one of them verifies. Change one and you have to
    // change the other. Made here so that no person ever chooses or sees the first one.
    this.signingKeys = new Secret(this, 'SigningKeys', {
      description:
        'Common Ground: signs histories, reply addresses, codes and sessions. {"newest": "...", "older": []}',
      encryptionKey: key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ older: [] }),
        generateStringKey: 'newest',
        passwordLength: 64, // letters and digits: over 380 bits, more than HMAC-SHA-256 can use
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.signingKeys).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Rotated by a person, yearly or on suspicion (infra/README.md): the new value moves "newest" to the front of "older". ' +
        'An automatic rotation would drop keys that still verify the histories of disagreements kept for years.',
    });
  }
}
