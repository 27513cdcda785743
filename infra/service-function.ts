import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type CfnFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ICommandHooks, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { OnCall } from './on-call.ts';
import { regionOf } from './place.ts';

interface ServiceFunctionProps {
  /** The file that exports `handler`; a path, because infrastructure imports no runtime code. */
  entry: string;
  /** A sentence saying who is affected when this function fails, and how. It is what the person woken by the alarm reads. */
  errorImpact: string;
  memoryMegabytes: number;
  timeout: Duration;
  environment: Record<string, string>;
  /** Nobody waits for its answer, so what it could not do is kept as a dead letter, and somebody is told. */
  isAsynchronous: boolean;
  /** Whether it is given the fonts that documents are set in, as files beside its code. */
  makesDocuments: boolean;
  operationsKey: IKey;
  onCall: OnCall;
}

/** `services/typeface.ts` reads the same files: change one and you have to change the other. Paths from the project's root. */
const FONT_FILES = [
  'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
];

/** The reader of fonts carries half a megabyte for unpacking WOFF2, the web's format. Ours are TrueType: it is never called. */
const WITHOUT_WOFF2 = { '--alias:brotli/decompress.js': 'node:zlib' };

/** Copies files to where the bundle is, when it has been made. Bundling is by the esbuild installed here, so on this system's shell. */
function besideTheCode(files: readonly string[]): ICommandHooks {
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (inputDir, outputDir) => files.map((file) => `cp "${inputDir}/${file}" "${outputDir}"`),
  };
}

/** One door, with a role, a log and an alarm of its own. Its role can write its log and nothing else until granted. */
export class ServiceFunction extends NodejsFunction {
  /** Where events go that it could not handle after its retries. Only an asynchronous function has one. */
  readonly deadLetters?: Queue;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      encryptionKey: props.operationsKey,
      // S22: who reached what, and when, can be asked for a year afterwards. Logs hold ids and outcomes only.
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );

    super(scope, id, {
      entry: props.entry,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      environment: props.environment,
      role,
      logGroup,
      awsSdkConnectionReuse: false, // an environment variable for version 2 of the SDK; version 3 needs none
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        logLevel: LogLevel.WARNING, // no line for each bundle that went well
        mainFields: ['module', 'main'],
        // The SDK is bundled at the version that was tested, not taken from whatever the runtime brings that day; a bundle
        // also starts faster, and holds only the clients the function uses.
        bundleAwsSDK: true,
        // nodemailer and other CommonJS packages ask for Node's own modules with `require`, which ESM lacks.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        ...(props.makesDocuments && { commandHooks: besideTheCode(FONT_FILES), esbuildArgs: WITHOUT_WOFF2 }),
      },
    });

    props.onCall.alarm(`${id}Errors`, {
      impact: props.errorImpact,
      metric: this.metricErrors({ period: Duration.minutes(5) }),
    });
    if (props.isAsynchronous) this.deadLetters = this.keepDeadLetters(props);
  }

  private keepDeadLetters({ operationsKey, onCall, errorImpact }: ServiceFunctionProps): Queue {
    const queue = new DeadLetterQueue(this, 'DeadLetters', {
      operationsKey,
      onCall,
      impact: `Work was given up after its retries and waits in this queue to be sent again. ${errorImpact}`,
    });
    this.configureAsyncInvoke({ maxEventAge: Duration.hours(6), retryAttempts: 2 });
    for (const statement of mayLeaveDeadLetters(queue, operationsKey)) this.addToRolePolicy(statement);
    // Set here and not by the construct's option, which would want the queue before the function that names it exists.
    (this.node.defaultChild as CfnFunction).deadLetterConfig = { targetArn: queue.queueArn };
    return queue;
  }
}

/** Kept 14 days, the longest SQS keeps anything; encrypted, because an email's event names people. One message raises an alarm. */
export class DeadLetterQueue extends Queue {
  constructor(
    scope: Construct,
    id: string,
    { operationsKey, onCall, impact }: { operationsKey: IKey; onCall: OnCall; impact: string },
  ) {
    super(scope, id, {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: operationsKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    onCall.alarm(`${scope.node.id}${id}`, {
      impact,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
    });
  }
}

/** What a role needs to put an undelivered event in an encrypted queue, exactly. */
export function mayLeaveDeadLetters(queue: Queue, key: IKey): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `sqs.${regionOf(queue)}.amazonaws.com` } },
    }),
  ];
}
