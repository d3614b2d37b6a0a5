package datahub.tls

listener_types := {"aws_lb_listener", "aws_alb_listener"}

encrypted := {"HTTPS", "TLS"}

approved contains policy.name if {
	some policy in data.facts.rules.tls.policies
	not data.facts.rules.tls.require_tls13_only
}

approved contains policy.name if {
	some policy in data.facts.rules.tls.policies
	policy.minimum_version == "1.3"
}

# METADATA
# title: Every HTTPS or TLS listener names a security policy that speaks TLS 1.3
# description: |-
#   The platform's load balancers enforce TLS 1.3. A listener without `ssl_policy` gets the API's default,
#   `ELBSecurityPolicy-2016-08`, which offers TLS 1.0 to 1.2 and no 1.3; an `-Ext1-`/`-Ext2-` policy brings weak
#   ciphers back. Listeners carry the governance applications' sessions and tokens.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
#     description: Security policies for Application Load Balancers
# custom:
#   id: TLS-001
#   severity: high
#   applies_to: [aws_lb_listener, aws_alb_listener]
#   reads: [protocol, ssl_policy]
#   remediation: |-
#     Name the platform's policy on the listener:
#
#         ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
deny_listener_without_tls13 contains hit if {
	some type in listener_types
	some listener in input.resources[type]
	listener.values.protocol in encrypted
	not listener.unknown.ssl_policy
	policy := object.get(listener.values, "ssl_policy", "")
	not policy in approved
	hit := {
		"subject": listener.address,
		"at": "ssl_policy",
		"msg": message(listener, policy),
		"expected": concat(", ", sort(approved)),
	}
}

undecided_listener_without_tls13 contains doubt if {
	some type in listener_types
	some listener in input.resources[type]
	not plain(listener)
	some path in ["protocol", "ssl_policy"]
	reason := listener.unknown[path]
	doubt := {"subject": listener.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

plain(listener) if {
	protocol := listener.values.protocol
	not protocol in encrypted
}

message(listener, policy) := sprintf("the listener sets no `ssl_policy`, so it gets %s, which has no TLS 1.3", [policy]) if {
	_ = listener.unset.ssl_policy
}

message(listener, policy) := sprintf("the listener's policy %s is not one that the platform approves", [policy]) if {
	not unset_policy(listener)
}

unset_policy(listener) if _ = listener.unset.ssl_policy

# METADATA
# title: A load balancer's HTTP listener does nothing but redirect to HTTPS
# description: |-
#   A listener that forwards plain HTTP carries the governance applications' pages, sessions and tokens in clear text
#   through the shared network. An Application Load Balancer's listener without `protocol` is an HTTP listener, also on
#   port 443.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
#     description: Listeners for Application Load Balancers
# custom:
#   id: TLS-002
#   severity: high
#   applies_to: [aws_lb_listener, aws_alb_listener]
#   reads: [protocol, default_action]
#   follows: [load_balancer_arn]
#   remediation: |-
#     Serve the application on HTTPS, and let the HTTP listener redirect:
#
#         default_action {
#           type = "redirect"
#           redirect {
#             protocol    = "HTTPS"
#             port        = "443"
#             status_code = "HTTP_301"
#           }
#         }
deny_plain_http_listener contains hit if {
	some type in listener_types
	some listener in input.resources[type]
	http(listener)
	some i, action in listener.values.default_action
	not redirects(listener, i, action)
	hit := {
		"subject": listener.address,
		"at": sprintf("default_action[%d].%s", [i, offending(listener, i, action)]),
		"msg": "the listener answers plain HTTP with more than a redirect to HTTPS",
		"expected": "a redirect to HTTPS on port 443 with HTTP_301 or HTTP_302",
	}
}

undecided_plain_http_listener contains doubt if {
	some type in listener_types
	some listener in input.resources[type]
	not plain_protocol_known(listener)
	reason := listener.unknown.protocol
	doubt := {"subject": listener.address, "at": "protocol", "msg": sprintf("`protocol`: %s", [reason])}
}

undecided_plain_http_listener contains doubt if {
	some type in listener_types
	some listener in input.resources[type]
	http(listener)
	some path, reason in listener.unknown
	startswith(path, "default_action")
	doubt := {"subject": listener.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

plain_protocol_known(listener) if _ = listener.values.protocol

http(listener) if upper(listener.values.protocol) == "HTTP"

# An omitted protocol is HTTP on an Application Load Balancer; with a certificate the API takes HTTPS or TLS only.
http(listener) if {
	not listener.values.protocol
	not listener.unknown.protocol
	_ = listener.unset.protocol
}

redirects(listener, i, action) if {
	action.type == "redirect"
	some j, redirect in action.redirect
	object.get(redirect, "protocol", "#{protocol}") == "HTTPS"
	redirect_port(redirect)
	redirect.status_code in {"HTTP_301", "HTTP_302"}
}

# What is not known is not a hit: the undecided set speaks for it.
redirects(listener, i, _) if {
	some path, _ in listener.unknown
	startswith(path, sprintf("default_action[%d].", [i]))
}

redirect_port(redirect) if object.get(redirect, "port", "#{port}") in {"443", "#{port}"}

offending(_, _, action) := "type" if action.type != "redirect"

offending(_, _, action) := "redirect[0].protocol" if {
	action.type == "redirect"
	object.get(action.redirect[0], "protocol", "#{protocol}") != "HTTPS"
}

offending(_, _, action) := "redirect[0].port" if {
	action.type == "redirect"
	object.get(action.redirect[0], "protocol", "#{protocol}") == "HTTPS"
	not redirect_port(action.redirect[0])
}

offending(_, _, action) := "redirect[0].status_code" if {
	action.type == "redirect"
	object.get(action.redirect[0], "protocol", "#{protocol}") == "HTTPS"
	redirect_port(action.redirect[0])
}
