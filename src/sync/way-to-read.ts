/** What to do about a watched namespace in which we may not read. */
export const wayToRead =
  "the operator's service account lacks a role there: create the Role and RoleBinding, or take the namespace out of --watch-namespaces";
