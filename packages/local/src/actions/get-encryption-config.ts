import type { Action } from './action.ts';

/** Answers the encryption that was asked for; there is none. */
export const getEncryptionConfig: Action = (_, { settings }) => ({
  EncryptionConfig: settings.get('encryption-config') ?? { Status: 'ACTIVE', Type: 'NONE' },
});
