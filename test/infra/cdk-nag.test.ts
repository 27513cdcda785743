import { type PolicyViolation, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { stackWith, TWO_MACHINES, templateOf } from './synthesize.ts';

const stack = stackWith(TWO_MACHINES);
templateOf(stack); // prepares the tree as a synthesis does: lazy values are known only then

const named = (violations: readonly PolicyViolation[]) =>
  violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );

/** Every acknowledgement in the stack: where it stands, its rule, its reason. */
const acknowledgements = stack.node.findAll().flatMap((construct) =>
  construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .filter(([rule]) => rule.includes('AwsSolutions'))
    .map(([rule, reason]) => ({ path: construct.node.path, rule: rule.replace(/^.*?(?=AwsSolutions-)/, ''), reason })),
);

test('S18: the AwsSolutions pack finds nothing that has no written reason', () => {
  expect(named(new AwsSolutionsChecks().validateScope(stack).violations)).toEqual([]);
});

test('S18: every reason is a sentence, so that it can be argued with', () => {
  expect(acknowledgements.length).toBeGreaterThan(0);
  for (const { rule, reason } of acknowledgements) expect(reason, rule).toMatch(/^[A-Z].{40,}\.$/s);
});

test('S18: no reason outlives its finding, or it would hide the next one', () => {
  const deaf = new AwsSolutionsChecks();
  Reflect.set(deaf, 'isAcknowledged', () => false);
  const findings = named(deaf.validateScope(stack).violations);

  const idle = acknowledgements.filter(
    ({ path, rule }) => !findings.some((finding) => finding.startsWith(`${rule} at ${path}`)),
  );

  expect(idle).toEqual([]);
});
