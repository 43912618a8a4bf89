/** Names a transaction in a map. */
export const transactionKey = (service: string, name: string): string => `${service}\0${name}`;
