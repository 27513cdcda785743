import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CommonGroundStack } from '../../infra/common-ground-stack.ts';
import { type Door, STATE_DOORS, TRIGGER_DOORS } from '../../infra/doors.ts';

export const DOMAIN = 'concerns.example';
export const INBOUND_DOMAIN = 'post.concerns.example';
export const ALARM_EMAIL = 'on-call@concerns.example';

/** Every function of the service, whoever calls it. */
export const DOORS: readonly Door[] = [...STATE_DOORS, ...Object.values(TRIGGER_DOORS)];

/** A machine that names the given functions, one Task each. */
export const machineNaming = (...functionNames: string[]): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: functionNames[0],
    States: Object.fromEntries(
      functionNames.map((name, index) => [
        name,
        {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: `\${${name}}`, Payload: {} },
          ...(index + 1 < functionNames.length ? { Next: functionNames[index + 1] } : { End: true }),
        },
      ]),
    ),
  });

/** A folder on disk holding these files; it is left for the system to clear, like every temporary folder. */
function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'common-ground-infra-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The flags and settings that `cdk synth` reads, so that a test sees the template that would be deployed. */
export const CDK_CONTEXT: Record<string, unknown> = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

/** A deployment's settings, all fictional; the functions are the real ones. */
export const SETTINGS = {
  env: { region: 'eu-west-2' },
  domain: DOMAIN,
  inboundDomain: INBOUND_DOMAIN,
  alarmEmail: ALARM_EMAIL,
  functionsFolder: 'functions',
};

/**
 * The stack on its own app, not yet synthesized; unbundled and not validated by CDK's own rules, because what it deploys is the subject of
 * `bundles.test.ts`, which synthesizes it whole with the released machines and lets CDK validate that: its engine takes seconds to start.
 */
export function stackWith(machines: Record<string, string>): CommonGroundStack {
  const app = new App({
    context: { ...CDK_CONTEXT, 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  return new CommonGroundStack(app, 'CommonGround', {
    ...SETTINGS,
    machinesFolder: folderOf(machines),
  });
}

/** Two released machines: one names every state's function, one only the first. */
export const TWO_MACHINES = {
  'bcssp-v5.asl.json': machineNaming(...STATE_DOORS.map(({ name }) => name)),
  'worcestershire-v1.asl.json': machineNaming('find-where-it-stands'),
};

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is as deep and as loose as CloudFormation
  Properties: any;
  Metadata?: { 'aws:cdk:path'?: string };
  DeletionPolicy?: string;
  DependsOn?: string[];
}

/** The template's resources of one type, by logical id. */
export const resourcesOf = (template: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(template.findResources(type)) as [string, Resource][];

export const templateOf = (stack: CommonGroundStack): Template => Template.fromStack(stack);
