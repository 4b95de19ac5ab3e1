// Generated from crds/secretsstoresecrets.yaml by `npm run generate`: change it there.

/**
 * What is to be at Cloudflare.
 */
export interface SecretsStoreSecretSpec {
  /**
   * The store that the secrets are pushed to. If it leads to another store at Cloudflare than before, the secrets move: they are created there, and deleted where they were once all of them are active.
   */
  storeRef: {
    /**
     * SecretsStore (default; of the same namespace) or ClusterSecretsStore.
     */
    kind?: "SecretsStore" | "ClusterSecretsStore";
    /**
     * Its name. Example: default
     */
    name: string;
  };
  /**
   * The Kubernetes Secret whose values are pushed, in the namespace of this resource. It can be left out where every entry has copyOf.
   */
  secretRef?: {
    /**
     * Its name. Example: app-keys
     */
    name: string;
  };
  /**
   * The Cloudflare products that may use the secrets, for every entry that has no scopes of its own. Known to Cloudflare in 2026: workers, ai_gateway, dex, access, containers, websearch; an unknown one is refused by Cloudflare and shows as UnknownScope.
   */
  scopes?: string[];
  /**
   * The comment at Cloudflare, for every entry that has none of its own; none by default. The operator's mark, [k8s cluster namespace/name], is put behind it.
   */
  comment?: string;
  /**
   * Chosen entries, one secret at Cloudflare each.
   */
  data?: {
    /**
     * The secret's name at Cloudflare: letters, digits, _ and -. Example: STRIPE_KEY
     */
    name: string;
    /**
     * The key of the Kubernetes Secret that has the value. While it is missing, the entry says KeyMissing and the secret at Cloudflare stays. Example: stripe
     */
    key?: string;
    /**
     * Utf8 (default) pushes the bytes as the text that they are, and refuses what is not valid UTF-8. Base64 pushes the bytes in Base64, for what is not text. It goes with key alone.
     */
    encoding?: "Utf8" | "Base64";
    /**
     * A text in which `$(key)` takes the value of that key of the Kubernetes Secret, as in the env of a container; `$$` stands for one `$`, so `$$(key)` for `$(key)` itself. What was put in is not looked through again. While a key is missing, the entry says KeyMissing and the secret at Cloudflare stays. Example: `postgres://$(user):$(password)@db/shop`
     */
    template?: string;
    /**
     * Several keys of the Kubernetes Secret as one value; the same keys and values always give the same one.
     */
    bundle?: {
      /**
       * Json is one object, with a string for each key. Dotenv is a line `KEY='value'` for each; it takes only keys that can name a variable, and values that every common parser reads back.
       */
      format: "Json" | "Dotenv";
      /**
       * Keys to take: names or patterns with * (any characters) and ? (one). Every key by default. Example: ["app.*"]
       */
      include?: string[];
      /**
       * Keys to leave out, though they are included. Example: ["*.tmp"]. None by default.
       */
      exclude?: string[];
    };
    /**
     * The name of another secret in the same store at Cloudflare, whose value this one gets, once; the value does not leave Cloudflare. It must carry no operator's mark, or that of a resource of this namespace. When it has changed since, the entry says CopyOutdated. Example: STRIPE_KEY
     */
    copyOf?: string;
    /**
     * The name that the secret had before. If this resource has a secret of that name, and none of the new one, its value is copied inside Cloudflare under the new name, and the old one is deleted once the new one is active. It may stay when that is done. Example: OLD_STRIPE_KEY
     */
    formerName?: string;
    /**
     * The scopes of this entry, in place of spec.scopes.
     */
    scopes?: string[];
    /**
     * The comment of this entry, in place of spec.comment.
     */
    comment?: string;
    /**
     * Always or CreateOnly for this entry, in place of spec.updatePolicy.
     */
    updatePolicy?: "Always" | "CreateOnly";
  }[];
  /**
   * Every key of the Kubernetes Secret that matches, one secret at Cloudflare each. A key that goes takes its secret with it, as deletionPolicy says.
   */
  dataFrom?: {
    /**
     * Keys to push: names or patterns with * (any characters) and ? (one). Example: ["*"]
     */
    include: string[];
    /**
     * Keys to leave out, though they are included. Example: ["tmp-*"]. None by default.
     */
    exclude?: string[];
    /**
     * How a key becomes a name at Cloudflare. By default it is the key as it is.
     */
    naming?: {
      /**
       * Put before each name; none by default. Example: SHOP_
       */
      prefix?: string;
      /**
       * AsIs (default) or UpperSnake: capital letters, with _ for every dot and dash and between the words of a camelCase key (api.dbUrl becomes API_DB_URL).
       */
      case?: "AsIs" | "UpperSnake";
    };
  };
  /**
   * What happens at Cloudflare when an entry or this resource goes. Delete (default) deletes the secrets that carry our mark. Retain takes our mark off and leaves them; when this resource goes while no operator runs, the mark stays on.
   */
  deletionPolicy?: "Delete" | "Retain";
  /**
   * What happens at Cloudflare when the Kubernetes Secret as a whole is gone. Retain (default) leaves everything as it is. Delete treats what was made of it as no longer wanted, once it has been gone for a minute.
   */
  sourceDeletionPolicy?: "Retain" | "Delete";
  /**
   * What happens with the value at Cloudflare once the secret is there, for every entry that has no updatePolicy of its own. Always (default) keeps it as the Kubernetes Secret has it. CreateOnly never touches it again, whoever changes it and wherever; scopes and comment are still set right.
   */
  updatePolicy?: "Always" | "CreateOnly";
  /**
   * What happens when a secret of the wanted name is there and is not ours. Never (default) leaves it alone and says Conflict. IfUnowned takes over what no operator has marked. Always takes over whatever is there; in a ClusterSecretsStore, not what has the mark of another namespace or cluster.
   */
  adoptionPolicy?: "Never" | "IfUnowned" | "Always";
  /**
   * What happens when somebody else changed or deleted a secret of ours at Cloudflare. Correct (default) sets it right. Report says Drifted and leaves it until the source changes.
   */
  driftPolicy?: "Correct" | "Report";
  /**
   * Apply (default) writes to Cloudflare what is wanted. Plan writes nothing there, not even when this resource is deleted; status.plan says what Apply would do.
   */
  mode?: "Apply" | "Plan";
  /**
   * How many secrets one pass may delete at Cloudflare because their entries are no longer wanted, or because they are in the store of before a move: 10 by default. If there are more, none of them goes before you confirm it, by a higher number here or by an annotation that the message names. 0 has every deletion confirmed. Neither the deletion of this resource nor a rename is held.
   */
  maxDeletions?: number;
  /**
   * true: nothing of this resource is written to Cloudflare, its deletion included, until it is false again (default).
   */
  suspend?: boolean;
}

/**
 * What was seen and done; written by the operator alone.
 */
export interface SecretsStoreSecretStatus {
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
   * Where the entries were written to.
   */
  store?: {
    /**
     * SecretsStore or ClusterSecretsStore.
     */
    kind: string;
    /**
     * The store object's name.
     */
    name: string;
    /**
     * The Cloudflare account.
     */
    accountId: string;
    /**
     * The store's id at Cloudflare.
     */
    storeId: string;
  };
  /**
   * The Kubernetes Secret as it was when its values were last compared.
   */
  source?: {
    /**
     * Its resourceVersion then.
     */
    resourceVersion: string;
  };
  /**
   * One for each secret at Cloudflare that is wanted or still ours.
   */
  entries?: {
    /**
     * The name at Cloudflare.
     */
    name: string;
    /**
     * Synced (there, as wanted, active), Activating (written; Cloudflare still distributes it), Drifted (changed by somebody else, and driftPolicy is Report), Outdated (a copy whose origin has changed since), Waiting (for something that the message names), Retrying, Failed (something must be changed first), Deleting.
     */
    state: string;
    /**
     * Why it is not Synced; docs/reasons.md explains each.
     */
    reason?: string;
    /**
     * The same in words for people, and what to do about it.
     */
    message?: string;
    /**
     * The secret's id at Cloudflare. Only what stands here, or in pendingDeletions, is ever deleted.
     */
    secretId?: string;
    /**
     * A keyed digest of the value that was last written; it says nothing about the value. "unknown" where updatePolicy is CreateOnly and the value at Cloudflare may be another than the Kubernetes Secret has.
     */
    digest?: string;
    /**
     * The scopes at Cloudflare.
     */
    scopes?: string[];
    /**
     * When Cloudflare says that the secret was last modified, as of our last write or look.
     */
    modifiedTime?: string;
    /**
     * What the value is made of: the key of the Kubernetes Secret; or `template:`, `bundle:` or `copy:` and a checksum of what the spec says, which tells it from an earlier one.
     */
    source?: string;
    /**
     * Of which secret it is a copy, as far as that is known: not where its value may have been changed since.
     */
    copiedFrom?: {
      /**
       * The name of the origin at Cloudflare.
       */
      name: string;
      /**
       * The id of the origin at Cloudflare.
       */
      secretId: string;
      /**
       * When the origin was last modified, as of the copy.
       */
      modifiedTime: string;
    };
  }[];
  /**
   * Secrets that are still in stores to which storeRef led before, and that go once every entry is Synced; with deletionPolicy Retain they stay there without our mark.
   */
  pendingDeletions?: {
    /**
     * The name at Cloudflare.
     */
    name: string;
    /**
     * The secret's id at Cloudflare.
     */
    secretId: string;
    /**
     * Where it is, and the store object that led there.
     */
    store: {
      /**
       * SecretsStore or ClusterSecretsStore.
       */
      kind: string;
      /**
       * The store object's name.
       */
      name: string;
      /**
       * The Cloudflare account.
       */
      accountId: string;
      /**
       * The store's id at Cloudflare.
       */
      storeId: string;
    };
    /**
     * Why it cannot go; docs/reasons.md explains each. None while it only waits for the entries.
     */
    reason?: string;
    /**
     * The same in words for people, and what to do about it.
     */
    message?: string;
    /**
     * A keyed digest of the value that was last written, as in entries: if the store becomes the current one again, nothing need be written.
     */
    digest?: string;
    /**
     * The scopes at Cloudflare, as in entries.
     */
    scopes?: string[];
    /**
     * When the secret was last modified, as in entries.
     */
    modifiedTime?: string;
    /**
     * What the value is made of, as in entries.
     */
    source?: string;
    /**
     * Of which secret it is a copy, as in entries.
     */
    copiedFrom?: {
      /**
       * The name of the origin at Cloudflare.
       */
      name: string;
      /**
       * The id of the origin at Cloudflare.
       */
      secretId: string;
      /**
       * When the origin was last modified, as of the copy.
       */
      modifiedTime: string;
    };
  }[];
  /**
   * What Apply would do at Cloudflare, as of the last look; there while mode is Plan and nothing forbids every write.
   */
  plan?: {
    /**
     * How many secrets would come (+), change (~) and go (-). Example: "+2 ~1 -0"
     */
    summary: string;
    /**
     * All of it, however long the list of changes is.
     */
    counts: {
      /**
       * Secrets that would be created with a value of the Kubernetes Secret.
       */
      creates: number;
      /**
       * Secrets that would be created as copies of others.
       */
      copies: number;
      /**
       * Secrets of this resource that would change.
       */
      updates: number;
      /**
       * Secrets of others, or of nobody, that would be taken over.
       */
      adoptions: number;
      /**
       * Secrets that would get another name.
       */
      renames: number;
      /**
       * Secrets that our mark would be taken off, and that would stay.
       */
      releases: number;
      /**
       * Secrets that would be deleted.
       */
      deletions: number;
      /**
       * Secrets that are as they should be.
       */
      unchanged: number;
      /**
       * Entries that status.entries says why nothing can be done for.
       */
      held: number;
    };
    /**
     * One for each secret that would change, what can hurt first: deletions, releases, adoptions, renames, updates, copies, creates. At most 100 are listed.
     */
    changes?: {
      /**
       * The name at Cloudflare.
       */
      name: string;
      /**
       * Delete, Release, Adopt, Rename, Update, Copy or Create.
       */
      action: string;
      /**
       * What would be written of a secret that is there: value, scopes, comment.
       */
      parts?: string[];
      /**
       * The secret that it would be made of, where it would be copied or renamed.
       */
      from?: string;
      /**
       * Why it would change.
       */
      why: string;
    }[];
  };
  /**
   * Entries that are Synced, of all that are wanted. Example: "3/3"
   */
  synced?: string;
  /**
   * The value of the annotation secretsstore.dev/sync-now that was last acted on.
   */
  lastSyncNow?: string;
  /**
   * When something was last written to Cloudflare.
   */
  lastSyncTime?: string;
}
