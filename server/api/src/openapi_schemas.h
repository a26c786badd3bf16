#pragma once

namespace laurel {

/// The messages of laurel/proto as OpenAPI schemas, by name.
inline constexpr const char* openApiSchemas = R"json({
  "Error": {"type": "object", "required": ["error"], "properties": {
    "error": {"type": "object", "required": ["code", "message"], "properties": {
      "code": {"type": "string"}, "message": {"type": "string"}}}}},
  "Status": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}},
  "Readiness": {"type": "object", "required": ["status", "checks"], "properties": {
    "status": {"type": "string"}, "checks": {"type": "array", "items": {"type": "string"},
      "description": "what was looked at and found well"}}},
  "ServerInfo": {"type": "object",
    "required": ["name", "server_id", "version", "public_key", "limits"], "properties": {
      "name": {"type": "string"},
      "server_id": {"type": "string", "description": "fingerprint of the server's first key"},
      "version": {"type": "string"},
      "public_key": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Ed25519"},
      "key_successors": {"type": "array", "description":
        "statements of format laurel-key/1 by which each signing key named the next, oldest first",
        "items": {"type": "object", "required": ["statement", "signature"], "properties": {
          "statement": {"type": "string"},
          "signature": {"type": "string", "pattern": "^[0-9a-f]{128}$"}}}},
      "limits": {"type": "object", "required": ["file_bytes", "chunk_bytes"], "properties": {
        "file_bytes": {"type": "integer",
          "description": "bound on one file of a version, and on a contribution"},
        "chunk_bytes": {"type": "integer", "description": "bound on one PUT of content"}}}}},
  "ModelSummary": {"type": "object",
    "required": ["id", "name", "description", "license", "current"], "properties": {
      "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"},
      "name": {"type": "string"}, "description": {"type": "string"}, "license": {"type": "string"},
      "current": {"type": "integer", "description": "number of the version served by default"}}},
  "ModelList": {"type": "object", "required": ["models"], "properties": {
    "models": {"type": "array", "items": {"$ref": "#/components/schemas/ModelSummary"}}}},
  "VersionSummary": {"type": "object", "required": ["number", "created", "bytes"], "properties": {
    "number": {"type": "integer"}, "created": {"type": "string", "format": "date-time"},
    "bytes": {"type": "integer", "description": "of all files"}}},
  "VersionList": {"type": "object", "required": ["versions"], "properties": {
    "versions": {"type": "array", "items": {"$ref": "#/components/schemas/VersionSummary"}}}},
  "VersionInfo": {"type": "object",
    "required": ["model", "number", "statement", "signature"], "properties": {
      "model": {"type": "string"}, "number": {"type": "integer"},
      "statement": {"type": "string", "description":
        "the signed bytes: JSON of format laurel-version/1 with the files' sizes and SHA-256"},
      "signature": {"type": "string", "pattern": "^[0-9a-f]{128}$", "description": "Ed25519"}}},
  "ClientInfo": {"type": "object", "required": ["name", "version"], "properties": {
    "name": {"type": "string"}, "version": {"type": "string"}}},
  "ContributionRequest": {"type": "object", "additionalProperties": false,
    "required": ["kind", "base_version", "size", "sha256", "slices", "client"], "properties": {
      "kind": {"type": "string", "enum": ["full", "delta"]},
      "base_version": {"type": "integer", "minimum": 1},
      "size": {"type": "integer", "minimum": 1, "description": "bytes of the safetensors file"},
      "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
      "slices": {"type": "integer", "minimum": 1, "description": "reviewed slices that trained"},
      "dice": {"type": "number", "nullable": true, "minimum": 0, "maximum": 1},
      "client": {"$ref": "#/components/schemas/ClientInfo"}}},
  "ContributionId": {"type": "object", "required": ["id"], "properties": {
    "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}},
  "ContributionStatus": {"type": "object",
    "required": ["id", "model", "state", "reason_code", "reason", "base_version", "received", "size",
                 "staleness", "version", "queue_position", "tries", "scores"], "properties": {
      "id": {"type": "string"}, "model": {"type": "string"},
      "state": {"type": "string", "enum": ["receiving", "received", "screened", "evaluating",
        "merging", "published", "rejected", "failed"]},
      "reason_code": {"type": "string", "nullable": true},
      "reason": {"type": "string", "nullable": true},
      "base_version": {"type": "integer"},
      "received": {"type": "integer", "description": "durable bytes"}, "size": {"type": "integer"},
      "staleness": {"type": "integer", "nullable": true},
      "version": {"type": "integer", "nullable": true},
      "queue_position": {"type": "integer", "nullable": true, "description": "0: in work"},
      "tries": {"type": "array", "items": {"type": "object", "properties": {
        "alpha": {"type": "number"}, "mean_dice": {"type": "number", "nullable": true}}}},
      "scores": {"type": "array", "items": {"$ref": "#/components/schemas/LabelScore"}},
      "cases": {"type": "array", "description": "for administrators only", "items":
        {"type": "object", "properties": {"case": {"type": "string"},
          "before": {"type": "number", "nullable": true},
          "after": {"type": "number", "nullable": true}}}}}},
  "LabelScore": {"type": "object", "required": ["label", "before", "after"], "properties": {
    "label": {"type": "string"}, "before": {"type": "number", "nullable": true},
    "after": {"type": "number", "nullable": true}}},
  "UsageReport": {"type": "object", "additionalProperties": false,
    "required": ["version", "dice", "client"], "properties": {
      "version": {"type": "integer", "minimum": 1},
      "dice": {"type": "array", "minItems": 1, "maxItems": 1000,
        "items": {"type": "number", "minimum": 0, "maximum": 1}},
      "client": {"$ref": "#/components/schemas/ClientInfo"}}},
  "Role": {"type": "string", "enum": ["reader", "contributor", "admin"]},
  "KeyRequest": {"type": "object", "additionalProperties": false,
    "required": ["name", "role", "models"], "properties": {
      "name": {"type": "string"}, "role": {"$ref": "#/components/schemas/Role"},
      "models": {"type": "array", "items": {"type": "string"}, "description": "empty: all"},
      "expires_days": {"type": "integer", "nullable": true, "minimum": 1, "maximum": 36500}}},
  "CreatedKey": {"type": "object", "required": ["id", "key"], "properties": {
    "id": {"type": "string"}, "key": {"type": "string", "description": "shown this once"}}},
  "KeyList": {"type": "object", "required": ["keys"], "properties": {"keys": {"type": "array",
    "items": {"type": "object", "required": ["id", "name", "role", "models", "created", "revoked"],
      "properties": {"id": {"type": "string"}, "name": {"type": "string"},
        "role": {"$ref": "#/components/schemas/Role"},
        "models": {"type": "array", "items": {"type": "string"}},
        "created": {"type": "string", "format": "date-time"},
        "revoked": {"type": "string", "format": "date-time", "nullable": true},
        "expires": {"type": "string", "format": "date-time", "nullable": true}}}}}},
  "GoldList": {"type": "object", "required": ["gold"], "properties": {"gold": {"type": "array",
    "items": {"type": "object", "properties": {"id": {"type": "string"},
      "added": {"type": "string", "format": "date-time"}, "group": {"type": "string"},
      "labels": {"type": "array", "items": {"type": "string"}},
      "slices": {"type": "integer"}}}}}},
  "RollbackRequest": {"type": "object", "additionalProperties": false, "required": ["number"],
    "properties": {"number": {"type": "integer", "minimum": 1}}},
  "AuditList": {"type": "object", "required": ["audit"], "properties": {"audit": {"type": "array",
    "items": {"type": "object", "properties": {"number": {"type": "integer"},
      "time": {"type": "string", "format": "date-time"}, "actor": {"type": "string"},
      "action": {"type": "string"}, "subject": {"type": "string"},
      "detail": {"type": "string"}}}}}},
  "UsageList": {"type": "object", "required": ["usage"], "properties": {"usage": {"type": "array",
    "items": {"$ref": "#/components/schemas/UsageSummary"}}}},
  "UsageSummary": {"type": "object", "description": "cases that were reported of one version",
    "required": ["version", "regular", "not_refined", "wrong_task", "mean_dice"], "properties": {
      "version": {"type": "integer"}, "regular": {"type": "integer"},
      "not_refined": {"type": "integer", "description": "Dice of 0.99 or more: nobody looked"},
      "wrong_task": {"type": "integer", "description": "Dice below 0.1: used for something else"},
      "mean_dice": {"type": "number", "nullable": true, "description": "of the regular ones"}}},
  "LogLines": {"type": "object", "required": ["lines"], "properties": {
    "lines": {"type": "array", "items": {"type": "object"}}}}
})json";

} // namespace laurel
