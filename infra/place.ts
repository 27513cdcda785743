import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The account this is deployed to: a token until then, so a synthesis needs no credentials. */
export const accountOf = (construct: IConstruct): string => Stack.of(construct).account;

/** The region this is deployed to. */
export const regionOf = (construct: IConstruct): string => Stack.of(construct).region;

/**
 * The ARN of a resource by its name, for the two that must be known before they exist: functions may start the machines that
 * invoke them, and a reference each way would be a circle.
 */
export const arnOf = (construct: IConstruct, service: string, resource: string): string =>
  `arn:${Stack.of(construct).partition}:${service}:${regionOf(construct)}:${accountOf(construct)}:${resource}`;
