/**
 * Owner of what is made without a key: by the operator of this machine. Records of a version without keys are
 * theirs, too. Never the id of a key or a site: those have a prefix of their own.
 */
export const LOCAL_OWNER = 'loopback'
