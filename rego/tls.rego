package datahub.tls

listeners contains listener if {
	some type in ["aws_lb_listener", "aws_alb_listener"]
	some listener in input.resources[type]
}

approved contains policy.name if {
	some policy in data.facts.rules.tls.policies
	speaks_enough(policy)
}

speaks_enough(policy) if policy.minimum_version == "1.3"

speaks_enough(_) if not data.facts.rules.tls.require_tls13_only

unknown(listener, path) := {
	"subject": listener.address,
	"at": path,
	"msg": sprintf("`%s`: %s", [path, listener.unknown[path]]),
}

# METADATA
# title: Every HTTPS or TLS listener names a security policy that speaks TLS 1.3
# description: |-
#   The platform's load balancers enforce TLS 1.3. A listener without `ssl_policy` gets the API's default,
#   `ELBSecurityPolicy-2016-08`, which offers TLS 1.0 to 1.2 and no 1.3; an `-Ext1-` or `-Ext2-` policy brings weak
#   ciphers back. Listeners carry the governance applications' sessions and tokens.
#
#   The policies that pass are facts (`rules.tls.policies`); with `rules.tls.require_tls13_only` only those pass that
#   refuse TLS 1.2.
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
	some listener in listeners
	upper(listener.values.protocol) in {"HTTPS", "TLS"}
	not listener.unknown.ssl_policy
	not has_approved_policy(listener)
	hit := {
		"subject": listener.address,
		"at": "ssl_policy",
		"msg": weak_policy(listener),
		"expected": sprintf("%s, or another approved policy", [data.facts.rules.tls.preferred]),
	}
}

undecided_listener_without_tls13 contains unknown(listener, path) if {
	some listener in listeners
	not without_tls(listener)
	not has_approved_policy(listener)
	some path in ["protocol", "ssl_policy"]
	listener.unknown[path]
}

has_approved_policy(listener) if listener.values.ssl_policy in approved

without_tls(listener) if upper(listener.values.protocol) in {"HTTP", "TCP", "UDP", "TCP_UDP", "GENEVE"}

weak_policy(listener) := sprintf("the policy %s is not an approved one", [listener.values.ssl_policy]) if {
	not "ssl_policy" in object.keys(listener.unset)
} else := sprintf("no `ssl_policy`: the listener gets %s, without TLS 1.3", [listener.unset.ssl_policy])

# METADATA
# title: A load balancer's HTTP listener does nothing but redirect to HTTPS
# description: |-
#   A listener that answers plain HTTP carries the governance applications' pages, sessions and tokens in clear text
#   through the shared network. An Application Load Balancer's listener without `protocol` is an HTTP listener, also on
#   port 443. A redirect keeps the protocol and the port that it does not name, so it names both.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
#     description: Listeners for Application Load Balancers
# custom:
#   id: TLS-002
#   severity: high
#   applies_to: [aws_lb_listener, aws_alb_listener]
#   reads: [protocol, port, default_action]
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
	some listener in listeners
	http(listener)
	some i, action in listener.values.default_action
	action.type != "redirect"
	hit := {
		"subject": listener.address,
		"at": sprintf("default_action[%d].type", [i]),
		"msg": sprintf("the listener answers plain HTTP with `%s`", [action.type]),
		"expected": "redirect",
		"tag": action.type,
	}
}

deny_plain_http_listener contains hit if {
	some listener in listeners
	http(listener)
	some i, action in listener.values.default_action
	some j, redirect in action.redirect
	some argument, secure in to_https
	path := sprintf("default_action[%d].redirect[%d].%s", [i, j, argument])
	not listener.unknown[path]
	not leads_to_https(redirect, argument)
	hit := {
		"subject": listener.address,
		"at": path,
		"msg": sprintf("the listener's redirect does not lead to HTTPS on port 443: `%s` is %s", [
			argument,
			object.get(redirect, argument, "not set"),
		]),
		"expected": concat(" or ", sort(secure)),
		"tag": argument,
	}
}

undecided_plain_http_listener contains unknown(listener, path) if {
	some listener in listeners
	http(listener)
	some path, _ in listener.unknown
	regex.match(
		`^default_action(\[\d+\](\.type|\.redirect(\[\d+\](\.(protocol|port|status_code))?)?)?)?$`,
		path,
	)
}

undecided_plain_http_listener contains unknown(listener, "protocol") if {
	some listener in listeners
	listener.unknown.protocol
	not only_redirects(listener)
}

leads_to_https(redirect, argument) if redirect[argument] in to_https[argument]

to_https := {"protocol": {"HTTPS"}, "port": {"443"}, "status_code": {"HTTP_301", "HTTP_302"}}

# The listener of a Gateway Load Balancer has no protocol either, but no port.
http(listener) if {
	upper(listener.values.protocol) == "HTTP"
	not portless(listener)
}

portless(listener) if {
	"protocol" in object.keys(listener.unset)
	"port" in object.keys(listener.unset)
}

only_redirects(listener) if {
	every action in listener.values.default_action {
		every argument, _ in to_https {
			leads_to_https(action.redirect[0], argument)
		}
	}
}
