import type { Action } from './action.ts';

/** Answers the requested encryption; there is none. */
export const getEncryptionConfig: Action = (_, { settings }) => ({
  EncryptionConfig: settings.get('encryption-config') ?? { Status: 'ACTIVE', Type: 'NONE' },
});
