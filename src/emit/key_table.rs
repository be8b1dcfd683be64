//! The order of keys in Kubernetes' own structs, as data.
//!
//! The order is that of the fields of the API's Go types, Kubernetes 1.37; fields of all versions keep their place, so one
//! table serves every target. Structs with equal fields share one entry. `status` and the long-dead volume types are
//! left out: what the table lacks is written after what it has, in the order of the program.

use super::key_order::{Field, Struct};

macro_rules! structs {
    ($($id:ident { $($field:ident $(: $of:ident)?),* $(,)? })*) => {
        $(static $id: Struct = Struct(&[$(Field { name: stringify!($field), of: structs!(@of $($of)?) }),*]);)*

        /// Every struct of the table.
        #[cfg(test)]
        pub(super) static ALL: &[&Struct] = &[$(&$id),*];
    };
    (@of) => { None };
    (@of $of:ident) => { Some(&$of) };
}

/// The struct of the objects of a group (empty: the core group) and kind.
pub(super) fn root(group: &str, kind: &str) -> &'static Struct {
    match (group, kind) {
        ("", "Pod") => &POD,
        ("", "ReplicationController") => &REPLICATION_CONTROLLER,
        ("", "Service") => &SERVICE,
        ("", "ConfigMap") => &CONFIG_MAP,
        ("", "Secret") => &SECRET,
        ("", "ServiceAccount") => &SERVICE_ACCOUNT,
        ("", "Namespace") => &NAMESPACE,
        ("", "PersistentVolumeClaim") => &PERSISTENT_VOLUME_CLAIM,
        ("", "PersistentVolume") => &PERSISTENT_VOLUME,
        ("", "ResourceQuota") => &RESOURCE_QUOTA,
        ("", "LimitRange") => &LIMIT_RANGE,
        ("", "Endpoints") => &ENDPOINTS,
        ("", "PodTemplate") => &POD_TEMPLATE,
        ("apps", "Deployment") => &DEPLOYMENT,
        ("apps", "StatefulSet") => &STATEFUL_SET,
        ("apps", "DaemonSet") => &DAEMON_SET,
        ("apps", "ReplicaSet") => &REPLICA_SET,
        ("batch", "Job") => &JOB,
        ("batch", "CronJob") => &CRON_JOB,
        ("autoscaling", "HorizontalPodAutoscaler") => &HORIZONTAL_POD_AUTOSCALER,
        ("policy", "PodDisruptionBudget") => &POD_DISRUPTION_BUDGET,
        ("networking.k8s.io", "Ingress") => &INGRESS,
        ("networking.k8s.io", "IngressClass") => &INGRESS_CLASS,
        ("networking.k8s.io", "NetworkPolicy") => &NETWORK_POLICY,
        ("rbac.authorization.k8s.io", "Role") => &ROLE,
        ("rbac.authorization.k8s.io", "RoleBinding") => &ROLE_BINDING,
        ("rbac.authorization.k8s.io", "ClusterRole") => &CLUSTER_ROLE,
        ("rbac.authorization.k8s.io", "ClusterRoleBinding") => &ROLE_BINDING,
        ("storage.k8s.io", "StorageClass") => &STORAGE_CLASS,
        ("scheduling.k8s.io", "PriorityClass") => &PRIORITY_CLASS,
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration") => &VALIDATING_WEBHOOK_CONFIGURATION,
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration") => &MUTATING_WEBHOOK_CONFIGURATION,
        _ => &OBJECT,
    }
}

structs! {
    OBJECT { apiVersion, kind, metadata: OBJECT_META }
    POD { apiVersion, kind, metadata: OBJECT_META, spec: POD_SPEC }
    OBJECT_META {
        name, generateName, namespace, selfLink, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp,
        deletionGracePeriodSeconds, labels, annotations, ownerReferences: OWNER_REFERENCE, finalizers, managedFields,
    }
    OWNER_REFERENCE { apiVersion, kind, name, uid, controller, blockOwnerDeletion }
    POD_SPEC {
        volumes: VOLUME, initContainers: CONTAINER, containers: CONTAINER, ephemeralContainers: CONTAINER,
        restartPolicy, terminationGracePeriodSeconds, activeDeadlineSeconds, dnsPolicy, nodeSelector,
        serviceAccountName, serviceAccount, automountServiceAccountToken, nodeName, hostNetwork, hostPID, hostIPC,
        shareProcessNamespace, securityContext: POD_SECURITY_CONTEXT, imagePullSecrets, hostname, subdomain,
        affinity: AFFINITY, schedulerName, tolerations: TOLERATION, hostAliases: HOST_ALIAS, priorityClassName,
        priority, dnsConfig: POD_DNS_CONFIG, readinessGates, runtimeClassName, enableServiceLinks, preemptionPolicy,
        overhead, topologySpreadConstraints: TOPOLOGY_SPREAD_CONSTRAINT, setHostnameAsFQDN, os, hostUsers,
        schedulingGates, resourceClaims: POD_RESOURCE_CLAIM, resources: RESOURCE_REQUIREMENTS, hostnameOverride,
        schedulingGroup, evictionResponders: EVICTION_RESPONDER,
    }
    VOLUME {
        name, hostPath: HOST_PATH_VOLUME_SOURCE, emptyDir: EMPTY_DIR_VOLUME_SOURCE, gcePersistentDisk,
        awsElasticBlockStore, gitRepo, secret: SECRET_VOLUME_SOURCE, nfs: NFS_VOLUME_SOURCE, iscsi, glusterfs,
        persistentVolumeClaim: PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE, rbd, flexVolume, cinder, cephfs, flocker,
        downwardAPI: DOWNWARD_API_VOLUME_SOURCE, fc, azureFile, configMap: CONFIG_MAP_VOLUME_SOURCE, vsphereVolume,
        quobyte, azureDisk, photonPersistentDisk, projected: PROJECTED_VOLUME_SOURCE, portworxVolume, scaleIO,
        storageos, csi: CSI_VOLUME_SOURCE, ephemeral: EPHEMERAL_VOLUME_SOURCE, image: IMAGE_VOLUME_SOURCE,
    }
    HOST_PATH_VOLUME_SOURCE { path, type }
    EMPTY_DIR_VOLUME_SOURCE { medium, sizeLimit, mode }
    SECRET_VOLUME_SOURCE { secretName, items: KEY_TO_PATH, defaultMode, optional, defaultUser }
    KEY_TO_PATH { key, path, mode, user }
    NFS_VOLUME_SOURCE { server, path, readOnly }
    PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE { claimName, readOnly }
    DOWNWARD_API_VOLUME_SOURCE { items: DOWNWARD_API_VOLUME_FILE, defaultMode, defaultUser }
    DOWNWARD_API_VOLUME_FILE {
        path, fieldRef: OBJECT_FIELD_SELECTOR, resourceFieldRef: RESOURCE_FIELD_SELECTOR, mode, user,
    }
    OBJECT_FIELD_SELECTOR { apiVersion, fieldPath }
    RESOURCE_FIELD_SELECTOR { containerName, resource, divisor }
    CONFIG_MAP_VOLUME_SOURCE { name, items: KEY_TO_PATH, defaultMode, optional, defaultUser }
    PROJECTED_VOLUME_SOURCE { sources: VOLUME_PROJECTION, defaultMode, defaultUser }
    VOLUME_PROJECTION {
        secret: SECRET_PROJECTION, downwardAPI: DOWNWARD_API_PROJECTION, configMap: SECRET_PROJECTION,
        serviceAccountToken: SERVICE_ACCOUNT_TOKEN_PROJECTION, clusterTrustBundle: CLUSTER_TRUST_BUNDLE_PROJECTION,
        podCertificate: POD_CERTIFICATE_PROJECTION,
    }
    SECRET_PROJECTION { name, items: KEY_TO_PATH, optional }
    DOWNWARD_API_PROJECTION { items: DOWNWARD_API_VOLUME_FILE }
    SERVICE_ACCOUNT_TOKEN_PROJECTION { audience, expirationSeconds, path, user }
    CLUSTER_TRUST_BUNDLE_PROJECTION { name, signerName, labelSelector: LABEL_SELECTOR, optional, path, user }
    LABEL_SELECTOR { matchLabels, matchExpressions: LABEL_SELECTOR_REQUIREMENT }
    LABEL_SELECTOR_REQUIREMENT { key, operator, values }
    POD_CERTIFICATE_PROJECTION {
        signerName, keyType, maxExpirationSeconds, credentialBundlePath, keyPath, certificateChainPath, userAnnotations,
        user,
    }
    CSI_VOLUME_SOURCE { driver, readOnly, fsType, volumeAttributes, nodePublishSecretRef }
    EPHEMERAL_VOLUME_SOURCE { volumeClaimTemplate: PERSISTENT_VOLUME_CLAIM_TEMPLATE }
    PERSISTENT_VOLUME_CLAIM_TEMPLATE { metadata: OBJECT_META, spec: PERSISTENT_VOLUME_CLAIM_SPEC }
    PERSISTENT_VOLUME_CLAIM_SPEC {
        accessModes, selector: LABEL_SELECTOR, resources: VOLUME_RESOURCE_REQUIREMENTS, volumeName, storageClassName,
        volumeMode, dataSource: TYPED_LOCAL_OBJECT_REFERENCE, dataSourceRef: TYPED_OBJECT_REFERENCE,
        volumeAttributesClassName,
    }
    VOLUME_RESOURCE_REQUIREMENTS { limits, requests }
    TYPED_LOCAL_OBJECT_REFERENCE { apiGroup, kind, name }
    TYPED_OBJECT_REFERENCE { apiGroup, kind, name, namespace }
    IMAGE_VOLUME_SOURCE { reference, pullPolicy }
    CONTAINER {
        name, image, command, args, workingDir, ports: CONTAINER_PORT, envFrom: ENV_FROM_SOURCE, env: ENV_VAR,
        resources: RESOURCE_REQUIREMENTS, resizePolicy: CONTAINER_RESIZE_POLICY, restartPolicy,
        restartPolicyRules: CONTAINER_RESTART_RULE, volumeMounts: VOLUME_MOUNT, volumeDevices: VOLUME_DEVICE,
        livenessProbe: PROBE, readinessProbe: PROBE, startupProbe: PROBE, lifecycle: LIFECYCLE, terminationMessagePath,
        terminationMessagePolicy, imagePullPolicy, securityContext: SECURITY_CONTEXT, stdin, stdinOnce, tty,
        targetContainerName,
    }
    CONTAINER_PORT { name, hostPort, containerPort, protocol, hostIP }
    ENV_FROM_SOURCE { prefix, configMapRef: CONFIG_MAP_ENV_SOURCE, secretRef: CONFIG_MAP_ENV_SOURCE }
    CONFIG_MAP_ENV_SOURCE { name, optional }
    ENV_VAR { name, value, valueFrom: ENV_VAR_SOURCE }
    ENV_VAR_SOURCE {
        fieldRef: OBJECT_FIELD_SELECTOR, resourceFieldRef: RESOURCE_FIELD_SELECTOR,
        configMapKeyRef: CONFIG_MAP_KEY_SELECTOR, secretKeyRef: CONFIG_MAP_KEY_SELECTOR, fileKeyRef: FILE_KEY_SELECTOR,
    }
    CONFIG_MAP_KEY_SELECTOR { name, key, optional }
    FILE_KEY_SELECTOR { volumeName, path, key, optional }
    RESOURCE_REQUIREMENTS { limits, requests, claims: RESOURCE_CLAIM }
    RESOURCE_CLAIM { name, request }
    CONTAINER_RESIZE_POLICY { resourceName, restartPolicy }
    CONTAINER_RESTART_RULE { action, exitCodes: CONTAINER_RESTART_RULE_ON_EXIT_CODES }
    CONTAINER_RESTART_RULE_ON_EXIT_CODES { operator, values }
    VOLUME_MOUNT {
        name, readOnly, recursiveReadOnly, mountPath, subPath, mountPropagation, subPathExpr, bindMountOptions,
    }
    VOLUME_DEVICE { name, devicePath }
    PROBE {
        exec, httpGet: HTTP_GET_ACTION, tcpSocket: TCP_SOCKET_ACTION, grpc: GRPC_ACTION, initialDelaySeconds,
        timeoutSeconds, periodSeconds, successThreshold, failureThreshold, terminationGracePeriodSeconds,
    }
    HTTP_GET_ACTION { path, port, host, scheme, httpHeaders: HTTP_HEADER, protocol }
    HTTP_HEADER { name, value }
    TCP_SOCKET_ACTION { port, host }
    GRPC_ACTION { port, service, mode }
    LIFECYCLE { postStart: LIFECYCLE_HANDLER, preStop: LIFECYCLE_HANDLER, stopSignal }
    LIFECYCLE_HANDLER { exec, httpGet: HTTP_GET_ACTION, tcpSocket: TCP_SOCKET_ACTION, sleep }
    SECURITY_CONTEXT {
        capabilities: CAPABILITIES, privileged, seLinuxOptions: SE_LINUX_OPTIONS,
        windowsOptions: WINDOWS_SECURITY_CONTEXT_OPTIONS, runAsUser, runAsGroup, runAsNonRoot, readOnlyRootFilesystem,
        allowPrivilegeEscalation, procMount, seccompProfile: SECCOMP_PROFILE, appArmorProfile: SECCOMP_PROFILE,
    }
    CAPABILITIES { add, drop }
    SE_LINUX_OPTIONS { user, role, type, level }
    WINDOWS_SECURITY_CONTEXT_OPTIONS { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName, hostProcess }
    SECCOMP_PROFILE { type, localhostProfile }
    POD_SECURITY_CONTEXT {
        seLinuxOptions: SE_LINUX_OPTIONS, windowsOptions: WINDOWS_SECURITY_CONTEXT_OPTIONS, runAsUser, runAsGroup,
        runAsNonRoot, supplementalGroups, supplementalGroupsPolicy, fsGroup, sysctls: HTTP_HEADER, fsGroupChangePolicy,
        seccompProfile: SECCOMP_PROFILE, appArmorProfile: SECCOMP_PROFILE, seLinuxChangePolicy,
    }
    AFFINITY { nodeAffinity: NODE_AFFINITY, podAffinity: POD_AFFINITY, podAntiAffinity: POD_AFFINITY }
    NODE_AFFINITY {
        requiredDuringSchedulingIgnoredDuringExecution: NODE_SELECTOR,
        preferredDuringSchedulingIgnoredDuringExecution: PREFERRED_SCHEDULING_TERM,
    }
    NODE_SELECTOR { nodeSelectorTerms: NODE_SELECTOR_TERM }
    NODE_SELECTOR_TERM { matchExpressions: LABEL_SELECTOR_REQUIREMENT, matchFields: LABEL_SELECTOR_REQUIREMENT }
    PREFERRED_SCHEDULING_TERM { weight, preference: NODE_SELECTOR_TERM }
    POD_AFFINITY {
        requiredDuringSchedulingIgnoredDuringExecution: POD_AFFINITY_TERM,
        preferredDuringSchedulingIgnoredDuringExecution: WEIGHTED_POD_AFFINITY_TERM,
    }
    POD_AFFINITY_TERM {
        labelSelector: LABEL_SELECTOR, namespaces, topologyKey, namespaceSelector: LABEL_SELECTOR, matchLabelKeys,
        mismatchLabelKeys,
    }
    WEIGHTED_POD_AFFINITY_TERM { weight, podAffinityTerm: POD_AFFINITY_TERM }
    TOLERATION { key, operator, value, effect, tolerationSeconds }
    HOST_ALIAS { ip, hostnames }
    POD_DNS_CONFIG { nameservers, searches, options: HTTP_HEADER }
    TOPOLOGY_SPREAD_CONSTRAINT {
        maxSkew, topologyKey, whenUnsatisfiable, labelSelector: LABEL_SELECTOR, minDomains, nodeAffinityPolicy,
        nodeTaintsPolicy, matchLabelKeys,
    }
    POD_RESOURCE_CLAIM { name, resourceClaimName, resourceClaimTemplateName }
    EVICTION_RESPONDER { name, priority }
    REPLICATION_CONTROLLER { apiVersion, kind, metadata: OBJECT_META, spec: REPLICATION_CONTROLLER_SPEC }
    REPLICATION_CONTROLLER_SPEC { replicas, minReadySeconds, selector, template: POD_TEMPLATE_SPEC }
    POD_TEMPLATE_SPEC { metadata: OBJECT_META, spec: POD_SPEC }
    SERVICE { apiVersion, kind, metadata: OBJECT_META, spec: SERVICE_SPEC }
    SERVICE_SPEC {
        ports: SERVICE_PORT, selector, clusterIP, clusterIPs, type, externalIPs, sessionAffinity, loadBalancerIP,
        loadBalancerSourceRanges, externalName, externalTrafficPolicy, healthCheckNodePort, publishNotReadyAddresses,
        sessionAffinityConfig, ipFamilies, ipFamilyPolicy, allocateLoadBalancerNodePorts, loadBalancerClass,
        internalTrafficPolicy, trafficDistribution,
    }
    SERVICE_PORT { name, protocol, appProtocol, port, targetPort, nodePort }
    CONFIG_MAP { apiVersion, kind, metadata: OBJECT_META, immutable, data, binaryData }
    SECRET { apiVersion, kind, metadata: OBJECT_META, immutable, data, stringData, type }
    SERVICE_ACCOUNT { apiVersion, kind, metadata: OBJECT_META, secrets, imagePullSecrets, automountServiceAccountToken }
    NAMESPACE { apiVersion, kind, metadata: OBJECT_META, spec }
    PERSISTENT_VOLUME_CLAIM { apiVersion, kind, metadata: OBJECT_META, spec: PERSISTENT_VOLUME_CLAIM_SPEC }
    PERSISTENT_VOLUME { apiVersion, kind, metadata: OBJECT_META, spec: PERSISTENT_VOLUME_SPEC }
    PERSISTENT_VOLUME_SPEC {
        capacity, gcePersistentDisk, awsElasticBlockStore, hostPath: HOST_PATH_VOLUME_SOURCE, glusterfs,
        nfs: NFS_VOLUME_SOURCE, rbd, iscsi, cinder, cephfs, fc, flocker, flexVolume, azureFile, vsphereVolume, quobyte,
        azureDisk, photonPersistentDisk, portworxVolume, scaleIO, local: LOCAL_VOLUME_SOURCE, storageos,
        csi: CSI_PERSISTENT_VOLUME_SOURCE, accessModes, claimRef, persistentVolumeReclaimPolicy, storageClassName,
        mountOptions, volumeMode, nodeAffinity: VOLUME_NODE_AFFINITY, volumeAttributesClassName,
    }
    LOCAL_VOLUME_SOURCE { path, fsType }
    CSI_PERSISTENT_VOLUME_SOURCE {
        driver, volumeHandle, readOnly, fsType, volumeAttributes, controllerPublishSecretRef: SECRET_REFERENCE,
        nodeStageSecretRef: SECRET_REFERENCE, nodePublishSecretRef: SECRET_REFERENCE,
        controllerExpandSecretRef: SECRET_REFERENCE, nodeExpandSecretRef: SECRET_REFERENCE,
    }
    SECRET_REFERENCE { name, namespace }
    VOLUME_NODE_AFFINITY { required: NODE_SELECTOR }
    RESOURCE_QUOTA { apiVersion, kind, metadata: OBJECT_META, spec: RESOURCE_QUOTA_SPEC }
    RESOURCE_QUOTA_SPEC { hard, scopes, scopeSelector: SCOPE_SELECTOR }
    SCOPE_SELECTOR { matchExpressions: SCOPED_RESOURCE_SELECTOR_REQUIREMENT }
    SCOPED_RESOURCE_SELECTOR_REQUIREMENT { scopeName, operator, values }
    LIMIT_RANGE { apiVersion, kind, metadata: OBJECT_META, spec: LIMIT_RANGE_SPEC }
    LIMIT_RANGE_SPEC { limits: LIMIT_RANGE_ITEM }
    LIMIT_RANGE_ITEM { type, max, min, default, defaultRequest, maxLimitRequestRatio }
    ENDPOINTS { apiVersion, kind, metadata: OBJECT_META, subsets: ENDPOINT_SUBSET }
    ENDPOINT_SUBSET { addresses: ENDPOINT_ADDRESS, notReadyAddresses: ENDPOINT_ADDRESS, ports: ENDPOINT_PORT }
    ENDPOINT_ADDRESS { ip, hostname, nodeName, targetRef }
    ENDPOINT_PORT { name, port, protocol, appProtocol }
    POD_TEMPLATE { apiVersion, kind, metadata: OBJECT_META, template: POD_TEMPLATE_SPEC }
    DEPLOYMENT { apiVersion, kind, metadata: OBJECT_META, spec: DEPLOYMENT_SPEC }
    DEPLOYMENT_SPEC {
        replicas, selector: LABEL_SELECTOR, template: POD_TEMPLATE_SPEC, strategy: DEPLOYMENT_STRATEGY, minReadySeconds,
        revisionHistoryLimit, paused, progressDeadlineSeconds,
    }
    DEPLOYMENT_STRATEGY { type, rollingUpdate: ROLLING_UPDATE_DEPLOYMENT }
    ROLLING_UPDATE_DEPLOYMENT { maxUnavailable, maxSurge }
    STATEFUL_SET { apiVersion, kind, metadata: OBJECT_META, spec: STATEFUL_SET_SPEC }
    STATEFUL_SET_SPEC {
        replicas, selector: LABEL_SELECTOR, template: POD_TEMPLATE_SPEC, volumeClaimTemplates: PERSISTENT_VOLUME_CLAIM,
        serviceName, podManagementPolicy, updateStrategy: STATEFUL_SET_UPDATE_STRATEGY, revisionHistoryLimit,
        minReadySeconds, persistentVolumeClaimRetentionPolicy: STATEFUL_SET_PERSISTENT_VOLUME_CLAIM_RETENTION_POLICY,
        ordinals,
    }
    STATEFUL_SET_UPDATE_STRATEGY { type, rollingUpdate: ROLLING_UPDATE_STATEFUL_SET_STRATEGY }
    ROLLING_UPDATE_STATEFUL_SET_STRATEGY { partition, maxUnavailable }
    STATEFUL_SET_PERSISTENT_VOLUME_CLAIM_RETENTION_POLICY { whenDeleted, whenScaled }
    DAEMON_SET { apiVersion, kind, metadata: OBJECT_META, spec: DAEMON_SET_SPEC }
    DAEMON_SET_SPEC {
        selector: LABEL_SELECTOR, template: POD_TEMPLATE_SPEC, updateStrategy: DEPLOYMENT_STRATEGY, minReadySeconds,
        revisionHistoryLimit,
    }
    REPLICA_SET { apiVersion, kind, metadata: OBJECT_META, spec: REPLICA_SET_SPEC }
    REPLICA_SET_SPEC { replicas, minReadySeconds, selector: LABEL_SELECTOR, template: POD_TEMPLATE_SPEC }
    JOB { apiVersion, kind, metadata: OBJECT_META, spec: JOB_SPEC }
    JOB_SPEC {
        parallelism, completions, activeDeadlineSeconds, podFailurePolicy: POD_FAILURE_POLICY,
        successPolicy: SUCCESS_POLICY, backoffLimit, backoffLimitPerIndex, maxFailedIndexes, selector: LABEL_SELECTOR,
        manualSelector, template: POD_TEMPLATE_SPEC, ttlSecondsAfterFinished, completionMode, suspend,
        podReplacementPolicy, managedBy, scheduling: JOB_SCHEDULING_CONFIGURATION,
    }
    POD_FAILURE_POLICY { rules: POD_FAILURE_POLICY_RULE }
    POD_FAILURE_POLICY_RULE { action, onExitCodes: POD_FAILURE_POLICY_ON_EXIT_CODES_REQUIREMENT, onPodConditions }
    POD_FAILURE_POLICY_ON_EXIT_CODES_REQUIREMENT { containerName, operator, values }
    SUCCESS_POLICY { rules: SUCCESS_POLICY_RULE }
    SUCCESS_POLICY_RULE { succeededIndexes, succeededCount }
    JOB_SCHEDULING_CONFIGURATION { schedulingPolicy, schedulingConstraints, disruptionMode, resourceClaims }
    CRON_JOB { apiVersion, kind, metadata: OBJECT_META, spec: CRON_JOB_SPEC }
    CRON_JOB_SPEC {
        schedule, timeZone, startingDeadlineSeconds, concurrencyPolicy, suspend, jobTemplate: JOB_TEMPLATE_SPEC,
        successfulJobsHistoryLimit, failedJobsHistoryLimit,
    }
    JOB_TEMPLATE_SPEC { metadata: OBJECT_META, spec: JOB_SPEC }
    HORIZONTAL_POD_AUTOSCALER { apiVersion, kind, metadata: OBJECT_META, spec: HORIZONTAL_POD_AUTOSCALER_SPEC }
    HORIZONTAL_POD_AUTOSCALER_SPEC {
        scaleTargetRef: CROSS_VERSION_OBJECT_REFERENCE, minReplicas, maxReplicas, metrics: METRIC_SPEC,
        behavior: HORIZONTAL_POD_AUTOSCALER_BEHAVIOR,
    }
    CROSS_VERSION_OBJECT_REFERENCE { kind, name, apiVersion }
    METRIC_SPEC {
        type, object: OBJECT_METRIC_SOURCE, pods: PODS_METRIC_SOURCE, resource: RESOURCE_METRIC_SOURCE,
        containerResource: CONTAINER_RESOURCE_METRIC_SOURCE, external: PODS_METRIC_SOURCE,
    }
    OBJECT_METRIC_SOURCE {
        describedObject: CROSS_VERSION_OBJECT_REFERENCE, target: METRIC_TARGET, metric: METRIC_IDENTIFIER,
    }
    METRIC_TARGET { type, value, averageValue, averageUtilization }
    METRIC_IDENTIFIER { name, selector: LABEL_SELECTOR }
    PODS_METRIC_SOURCE { metric: METRIC_IDENTIFIER, target: METRIC_TARGET }
    RESOURCE_METRIC_SOURCE { name, target: METRIC_TARGET }
    CONTAINER_RESOURCE_METRIC_SOURCE { name, target: METRIC_TARGET, container }
    HORIZONTAL_POD_AUTOSCALER_BEHAVIOR { scaleUp: HPA_SCALING_RULES, scaleDown: HPA_SCALING_RULES }
    HPA_SCALING_RULES { stabilizationWindowSeconds, selectPolicy, policies: HPA_SCALING_POLICY, tolerance }
    HPA_SCALING_POLICY { type, value, periodSeconds }
    POD_DISRUPTION_BUDGET { apiVersion, kind, metadata: OBJECT_META, spec: POD_DISRUPTION_BUDGET_SPEC }
    POD_DISRUPTION_BUDGET_SPEC { minAvailable, selector: LABEL_SELECTOR, maxUnavailable, unhealthyPodEvictionPolicy }
    INGRESS { apiVersion, kind, metadata: OBJECT_META, spec: INGRESS_SPEC }
    INGRESS_SPEC { ingressClassName, defaultBackend: INGRESS_BACKEND, tls: INGRESS_TLS, rules: INGRESS_RULE }
    INGRESS_BACKEND { service: INGRESS_SERVICE_BACKEND, resource: TYPED_LOCAL_OBJECT_REFERENCE }
    INGRESS_SERVICE_BACKEND { name, port: SERVICE_BACKEND_PORT }
    SERVICE_BACKEND_PORT { name, number }
    INGRESS_TLS { hosts, secretName }
    INGRESS_RULE { host, http: HTTP_INGRESS_RULE_VALUE }
    HTTP_INGRESS_RULE_VALUE { paths: HTTP_INGRESS_PATH }
    HTTP_INGRESS_PATH { path, pathType, backend: INGRESS_BACKEND }
    INGRESS_CLASS { apiVersion, kind, metadata: OBJECT_META, spec: INGRESS_CLASS_SPEC }
    INGRESS_CLASS_SPEC { controller, parameters: INGRESS_CLASS_PARAMETERS_REFERENCE }
    INGRESS_CLASS_PARAMETERS_REFERENCE { apiGroup, kind, name, scope, namespace }
    NETWORK_POLICY { apiVersion, kind, metadata: OBJECT_META, spec: NETWORK_POLICY_SPEC }
    NETWORK_POLICY_SPEC {
        podSelector: LABEL_SELECTOR, ingress: NETWORK_POLICY_INGRESS_RULE, egress: NETWORK_POLICY_EGRESS_RULE,
        policyTypes,
    }
    NETWORK_POLICY_INGRESS_RULE { ports: NETWORK_POLICY_PORT, from: NETWORK_POLICY_PEER }
    NETWORK_POLICY_PORT { protocol, port, endPort }
    NETWORK_POLICY_PEER { podSelector: LABEL_SELECTOR, namespaceSelector: LABEL_SELECTOR, ipBlock: IP_BLOCK }
    IP_BLOCK { cidr, except }
    NETWORK_POLICY_EGRESS_RULE { ports: NETWORK_POLICY_PORT, to: NETWORK_POLICY_PEER }
    ROLE { apiVersion, kind, metadata: OBJECT_META, rules: POLICY_RULE }
    POLICY_RULE { verbs, apiGroups, resources, resourceNames, nonResourceURLs }
    ROLE_BINDING { apiVersion, kind, metadata: OBJECT_META, subjects: SUBJECT, roleRef: TYPED_LOCAL_OBJECT_REFERENCE }
    SUBJECT { kind, apiGroup, name, namespace }
    CLUSTER_ROLE { apiVersion, kind, metadata: OBJECT_META, rules: POLICY_RULE, aggregationRule: AGGREGATION_RULE }
    AGGREGATION_RULE { clusterRoleSelectors: LABEL_SELECTOR }
    STORAGE_CLASS {
        apiVersion, kind, metadata: OBJECT_META, provisioner, parameters, reclaimPolicy, mountOptions,
        allowVolumeExpansion, volumeBindingMode, allowedTopologies: TOPOLOGY_SELECTOR_TERM,
    }
    TOPOLOGY_SELECTOR_TERM { matchLabelExpressions: TOPOLOGY_SELECTOR_LABEL_REQUIREMENT }
    TOPOLOGY_SELECTOR_LABEL_REQUIREMENT { key, values }
    PRIORITY_CLASS { apiVersion, kind, metadata: OBJECT_META, value, globalDefault, description, preemptionPolicy }
    VALIDATING_WEBHOOK_CONFIGURATION { apiVersion, kind, metadata: OBJECT_META, webhooks: VALIDATING_WEBHOOK }
    VALIDATING_WEBHOOK {
        name, clientConfig: WEBHOOK_CLIENT_CONFIG, rules: RULE_WITH_OPERATIONS, failurePolicy, matchPolicy,
        namespaceSelector: LABEL_SELECTOR, objectSelector: LABEL_SELECTOR, sideEffects, timeoutSeconds,
        admissionReviewVersions, matchConditions: MATCH_CONDITION,
    }
    WEBHOOK_CLIENT_CONFIG { url, service: SERVICE_REFERENCE, caBundle }
    SERVICE_REFERENCE { namespace, name, path, port }
    RULE_WITH_OPERATIONS { operations, apiGroups, apiVersions, resources, scope }
    MATCH_CONDITION { name, expression }
    MUTATING_WEBHOOK_CONFIGURATION { apiVersion, kind, metadata: OBJECT_META, webhooks: MUTATING_WEBHOOK }
    MUTATING_WEBHOOK {
        name, clientConfig: WEBHOOK_CLIENT_CONFIG, rules: RULE_WITH_OPERATIONS, failurePolicy, matchPolicy,
        namespaceSelector: LABEL_SELECTOR, objectSelector: LABEL_SELECTOR, sideEffects, timeoutSeconds,
        admissionReviewVersions, reinvocationPolicy, matchConditions: MATCH_CONDITION,
    }
}
