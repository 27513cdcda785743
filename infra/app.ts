import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CommonGroundStack } from './common-ground-stack.ts';

const app = new App();

/** A setting of this deployment: `cdk deploy -c domain=…`, or `context` in cdk.json. */
function required(setting: string): string {
  const value: unknown = app.node.tryGetContext(setting);
  if (typeof value !== 'string' || value === '')
    throw new Error(`Say the ${setting} of this deployment: add -c ${setting}=… or set it under "context" in cdk.json`);
  return value;
}

new CommonGroundStack(app, 'CommonGround', {
  description: 'Common Ground: runs safeguarding partnerships’ escalation policies',
  env: { region: required('region') },
  // Deleting the stack by mistake would stop every open disagreement's clock.
  terminationProtection: true,
  domain: required('domain'),
  inboundDomain: required('inboundDomain'),
  alarmEmail: required('alarmEmail'),
  functionsFolder: 'functions',
  machinesFolder: 'statemachines',
});

// A finding without a written reason fails the synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
