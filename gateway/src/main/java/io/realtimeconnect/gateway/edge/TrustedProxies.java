package io.realtimeconnect.gateway.edge;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks of the suite's own proxies. A name is never looked up. */
final class TrustedProxies {

    private final List<IpSubnetFilterRule> networks;

    /** @throws IllegalArgumentException for what is not CIDR notation */
    TrustedProxies(List<String> cidrs) {
        this.networks = cidrs.stream().map(TrustedProxies::network).toList();
    }

    private static IpSubnetFilterRule network(String cidr) {
        String[] parts = cidr.trim().split("/");
        if (parts.length != 2 || NetUtil.createByteArrayFromIpAddressString(parts[0]) == null) {
            throw new IllegalArgumentException("rtc.gateway.trusted-proxies: not CIDR notation: " + cidr);
        }
        return new IpSubnetFilterRule(parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.ACCEPT);
    }

    boolean include(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return networks.stream().anyMatch(network -> network.matches(socket));
    }

    /** An address written as one, null for anything else. */
    static @Nullable InetAddress parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text.trim());
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
