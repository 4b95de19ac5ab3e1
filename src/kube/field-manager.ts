/** Who we are in `metadata.managedFields`: it decides what an apply may take back, and must never change. */
export const fieldManager = 'secrets-store-operator';
