// Generated from crds/clustersecretsstores.yaml by `npm run generate`: change it there.

/**
 * Which store, and how to get in.
 */
export interface ClusterSecretsStoreSpec {
  /**
   * The Cloudflare account: 32 hex digits, from the account's page in the dashboard. Example: 985e105f4ecef8ad9ca31a8372d0c353
   */
  accountId: string;
  /**
   * The store, by id or by name. With neither, or left out, it is the account's only store; status says which one was taken.
   */
  store?: {
    /**
     * Its id: 32 hex digits.
     */
    id?: string;
    /**
     * Its name. Example: default_secrets_store
     */
    name?: string;
  };
  /**
   * What happens when the account has no store of this name: Never (default) says so and waits; IfMissing creates it. IfMissing needs store.name.
   */
  creationPolicy?: "Never" | "IfMissing";
  /**
   * What happens at Cloudflare when this object is deleted: Retain (default) leaves the store; Delete deletes a store that this object has created, once it is empty, and no other.
   */
  deletionPolicy?: "Retain" | "Delete";
  /**
   * The credential for Cloudflare. Left out, it is the one that the operator was started with.
   */
  auth?: {
    /**
     * An API token with the permission Account > Secrets Store > Edit.
     */
    apiToken?: {
      /**
       * The Kubernetes Secret that holds it, in the operator's namespace.
       */
      secretRef: {
        /**
         * Its name. Example: cloudflare
         */
        name: string;
        /**
         * The key in it. Example: token
         */
        key: string;
      };
    };
    /**
     * The global API key of a Cloudflare user. It can do everything that the user can; prefer apiToken.
     */
    globalApiKey?: {
      /**
       * The user's address. Example: ops@example.com
       */
      email: string;
      /**
       * The Kubernetes Secret that holds the key, in the operator's namespace.
       */
      secretRef: {
        /**
         * Its name. Example: cloudflare
         */
        name: string;
        /**
         * The key in it. Example: key
         */
        key: string;
      };
    };
  };
  /**
   * How often the store is listed to find what others changed, in seconds: 300 by default. One listing serves every resource; it costs one call for each 100 secrets (and one more above 100), and one for the quota, of the 1,200 calls in five minutes that everything using the credential shares.
   */
  resyncPeriodSeconds?: number;
  /**
   * Places of the account's quota that this store leaves free, for other tools: 0 by default. Nothing is created that would take one of the last so many. Example: 5
   */
  quotaReserve?: number;
  /**
   * What happens to secrets in the store that carry the mark of this cluster and that no SecretsStoreSecret records: Report (default) names them in status; Delete deletes them, once two listings a resync period apart have shown them and no resource of the name in the mark exists. Delete is dangerous where two clusters go by one name. It speaks of resources of any namespace that the operator watches.
   */
  orphanPolicy?: "Report" | "Delete";
  /**
   * true: nothing is written to this store, whatever its resources say, until it is false again (default).
   */
  suspend?: boolean;
  /**
   * The namespaces whose SecretsStoreSecrets may use this store. None by default: a store that names none admits none. A namespace that several items admit may do what any one of them allows.
   */
  allowedNamespaces?: {
    /**
     * Namespaces by name. Example: [shop]
     */
    names?: string[];
    /**
     * Namespaces by their labels. {} admits every namespace.
     */
    selector?: {
      /**
       * Every one of these labels must be there with this value.
       */
      matchLabels?: {
        [k: string]: string;
      };
      /**
       * Every one of these must hold.
       */
      matchExpressions?: {
        /**
         * The label's name. Example: tier
         */
        key: string;
        /**
         * In or NotIn: its value is, or is not, one of values. Exists or DoesNotExist: it is there, or is not.
         */
        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
        /**
         * Values of the label, for In and NotIn. Example: [backend]
         */
        values?: string[];
      }[];
    };
    /**
     * The names at Cloudflare that these namespaces may use: names or patterns with * and ?. Any name by default. Example: ["SHOP_*"]
     */
    secretNames?: string[];
    /**
     * The scopes that these namespaces may use. Any scope by default. Example: [workers]
     */
    scopes?: string[];
  }[];
}

/**
 * What was seen; written by the operator alone.
 */
export interface ClusterSecretsStoreStatus {
  /**
   * The generation of the spec that this status speaks of.
   */
  observedGeneration?: number;
  /**
   * Ready, Reconciling and Stalled, as kstatus reads them.
   */
  conditions?: {
    /**
     * Ready, Reconciling or Stalled.
     */
    type: string;
    /**
     * True, False or Unknown.
     */
    status: "True" | "False" | "Unknown";
    /**
     * The generation of the spec that it speaks of.
     */
    observedGeneration?: number;
    /**
     * When status became what it is.
     */
    lastTransitionTime: string;
    /**
     * Why, in one word; docs/reasons.md explains each.
     */
    reason: string;
    /**
     * Why, in words for people, and what to do about it.
     */
    message: string;
  }[];
  /**
   * The account that the store is in.
   */
  accountId?: string;
  /**
   * The store's id at Cloudflare.
   */
  storeId?: string;
  /**
   * The store's name at Cloudflare.
   */
  storeName?: string;
  /**
   * The Cloudflare store that this object has created, as Cloudflare has answered; absent where it was there before, or where the answer was lost.
   */
  created?: {
    /**
     * The account that it was created in.
     */
    accountId: string;
    /**
     * Its id at Cloudflare.
     */
    storeId: string;
    /**
     * Its name at Cloudflare.
     */
    storeName: string;
  };
  /**
   * Places for secrets in the account, shared with every other tool.
   */
  quota?: {
    /**
     * Places that the account has.
     */
    limit: number;
    /**
     * Places that are taken, by everybody.
     */
    used: number;
    /**
     * Places that this store leaves free, by quotaReserve.
     */
    reserved?: number;
  };
  /**
   * The credential that is used.
   */
  credential?: {
    /**
     * ApiToken or GlobalApiKey.
     */
    kind: string;
    /**
     * Active, Expiring (within seven days), Refused, or as Cloudflare calls it.
     */
    status: string;
    /**
     * When the token expires, where it does.
     */
    expiryTime?: string;
    /**
     * The resourceVersion of the Kubernetes Secret that it was read from and verified with.
     */
    secretVersion?: string;
  };
  /**
   * SecretsStoreSecrets that refer to this store.
   */
  resources?: number;
  /**
   * Secrets in the store, by whomever.
   */
  secrets?: number;
  /**
   * Secrets with the mark of this cluster that no SecretsStoreSecret records.
   */
  orphanCount?: number;
  /**
   * The first of them, by name.
   */
  orphans?: {
    /**
     * Its name at Cloudflare.
     */
    name: string;
    /**
     * Its id at Cloudflare.
     */
    secretId: string;
    /**
     * The namespace and name of the SecretsStoreSecret in the mark.
     */
    resource: string;
  }[];
  /**
   * When the store was listed, as of the last change to this status; a listing that changes nothing is not written down.
   */
  lastListedTime?: string;
}
