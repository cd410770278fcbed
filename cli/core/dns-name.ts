/** The longest name that Helm gives a release. */
export const longestName = 53;

export const dnsLabel = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** A name that Helm, Kubernetes and Compose take alike. */
export const isValidName = (name: string): boolean => name.length <= longestName && dnsLabel.test(name);
